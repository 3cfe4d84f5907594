package import Diagnostics
package import Methods
package import Models

/// A metric that compares what the kernels of a layer make of an image and of an explanation: one pass of two images.
package protocol KernelMetric: Metric {
    static func result(of response: KernelResponse) throws(Diagnostic) -> MetricResult
}

extension KernelMetric {
    package static var reference: String {
        """
        Zhuang, Tao, Xing, Shi, Wang, Zheng: Understanding of Kernels in CNN Models by Suppressing Irrelevant Visual \
        Features in Images, 2021, table 1.
        """
    }

    package static func passes(_ options: Options, inputShape: [Int]) -> Int { 1 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        try KernelResponse.memoryNeed(model: model, target: target)
    }

    package static func evaluate(_ request: MetricRequest, _ options: Options) throws(Diagnostic) -> MetricResult {
        try result(of: KernelResponse(request, metric: id))
    }
}
