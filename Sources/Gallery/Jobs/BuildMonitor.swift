/// Hears how the work goes on; called from any thread.
package protocol BuildMonitor: Sendable {
    /// A phase begins: jobs to compute, jobs found in the store.
    func phaseBegan(_ name: String, missing: Int, found: Int)
    /// A job begins.
    func jobBegan(_ title: String)
    /// - Parameters:
    ///   - finished: jobs done or failed so far, of `total`.
    ///   - share: of the phase's work that is done, from 0 to 1.
    func advanced(finished: Int, total: Int, share: Double)
    func jobEnded(_ title: String, seconds: Double, failed: Bool)
    func phaseEnded()
}

/// Hears nothing.
package struct SilentMonitor: BuildMonitor {
    package init() {}
    package func phaseBegan(_ name: String, missing: Int, found: Int) {}
    package func jobBegan(_ title: String) {}
    package func advanced(finished: Int, total: Int, share: Double) {}
    package func jobEnded(_ title: String, seconds: Double, failed: Bool) {}
    package func phaseEnded() {}
}
