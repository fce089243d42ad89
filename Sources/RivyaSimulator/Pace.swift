import Foundation
import RivyaCatalog

/// How long tasks wait and work. Each task's times depend on the seed and its number only.
package struct Pace: Sendable, Hashable {
    package enum Span: Sendable, Hashable {
        case fixed(Duration)
        case uniform(ClosedRange<Duration>)
        /// Many near the median, some much longer: how generation times are usually spread.
        case lognormal(median: Duration, sigma: Double)
    }

    package var queue: Span
    package var image: Span
    package var video: Span
    package var audio: Span

    package init(queue: Span, image: Span, video: Span, audio: Span) {
        self.queue = queue
        self.image = image
        self.video = video
        self.audio = audio
    }

    /// The same for every kind of model.
    package init(queue: Span = .fixed(.zero), work: Span) {
        self.init(queue: queue, image: work, video: work, audio: work)
    }

    /// A third of a second to a second: long enough to be seen, short enough for a demonstration.
    package static let quick = Pace(
        queue: .uniform(.milliseconds(50) ... .milliseconds(150)),
        image: .uniform(.milliseconds(250) ... .milliseconds(500)),
        video: .uniform(.milliseconds(400) ... .milliseconds(850)),
        audio: .uniform(.milliseconds(300) ... .milliseconds(600))
    )

    /// Finished when created.
    package static let instant = Pace(work: .fixed(.zero))

    func work(of category: ModelCard.Category) -> Span {
        switch category {
        case .image: image
        case .audio: audio
        case .video, .chat, .other: video
        }
    }
}

extension Pace.Span {
    /// In milliseconds, at least 0.
    func draw(from random: inout SplitMix64) -> Int {
        switch self {
        case .fixed(let duration):
            return max(0, duration.milliseconds)
        case .uniform(let range):
            let (low, high) = (range.lowerBound.milliseconds, range.upperBound.milliseconds)
            return max(0, low + random.index(below: high - low + 1))
        case .lognormal(let median, let sigma):
            // Box and Muller; 1 - x because the logarithm of 0 is none.
            let normal = sqrt(-2 * log(1 - random.fraction())) * cos(2 * .pi * random.fraction())
            return Int((Double(median.milliseconds) * exp(sigma * normal)).rounded())
        }
    }
}

extension Duration {
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
