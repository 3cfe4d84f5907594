import Diagnostics

extension ActivationMaximization {
    /// A procedure that somebody published.
    package enum Preset: String, CaseIterable, SettingValue {
        /// Lucid's `render_vis`.
        case lucid
        /// Tang et al., How the Deep Convolutional Networks see the World, §3.2: a channel's mean from standard normal noise, 20 steps. How long a step is it does not
        /// say; the widespread program it follows divides by the gradient's root mean square and steps by 1.
        case p1Channel = "p1-channel"
        /// Tang et al., §3.3: a class score less 0.1 of the sum of magnitudes, steps of 0.5. How many it does not
        /// say.
        case p1Class = "p1-class"
        /// Yuan, The Visual Interpretation for Deep Learning, 2019, after Simonyan et al. 2014, §2: a class score less an L2
        /// penalty, from a gray picture. Weight, rate and steps it does not give.
        case p2Class = "p2-class"

        var options: Options {
            var options = Options()
            options.preset = self
            guard self != .lucid else { return options }
            options.parameterization = .pixels
            options.transforms = .none
            options.startGray = 128
            switch self {
            case .lucid: break
            case .p1Channel:
                options.startDeviation = 1
                options.optimizer = .normalized
                options.rate = 1
                options.iterations = 20
            case .p1Class:
                options.startDeviation = 1
                options.optimizer = .gradient
                options.rate = 0.5
                options.iterations = 200
                options.l1 = 0.1
            case .p2Class:
                options.start = .gray
                options.optimizer = .gradient
                options.rate = 0.5
                options.iterations = 200
                options.l2 = 0.01
            }
            return options
        }
    }
}
