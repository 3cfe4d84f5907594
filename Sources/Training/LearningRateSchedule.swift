import Diagnostics
import Foundation

/// How the learning rate falls over a training.
package enum LearningRateSchedule: String, CaseIterable, SettingValue {
    case constant
    /// Half a cosine from the full rate to 0 (Loshchilov and Hutter, SGDR, 2017, without restarts).
    case cosine
    /// A tenth after each third of the steps.
    case steps

    /// The share of the full rate at a step.
    ///
    /// - Parameters:
    ///   - step: counted from 0.
    ///   - count: of all steps of the training.
    package func factor(step: Int, of count: Int) -> Double {
        let progress = Double(step) / Double(max(1, count))
        return switch self {
        case .constant: 1
        case .cosine: (1 + cos(.pi * progress)) / 2
        case .steps: pow(0.1, (3 * progress).rounded(.down))
        }
    }
}
