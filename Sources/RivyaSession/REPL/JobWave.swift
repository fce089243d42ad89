import RivyaRuns
import RivyaSyntax

/// The jobs of a session from the moment when the first of them was made until none is open. Of a few each end is told; of
/// many they are told in sums, a tenth of them at a time.
struct JobWave {
    /// What there is to tell.
    enum News: Sendable {
        case ended(SessionJobs.Entry)
        case sum(Sum)
    }

    struct Sum: Sendable, Hashable {
        /// How many jobs the wave has had so far.
        var jobs = 0
        var succeeded = 0
        var others = 0
        var credits = Number.whole(0)

        var ended: Int { succeeded + others }
    }

    /// So many jobs are told of one by one.
    static let fewJobs = 20

    private var sum = Sum()
    private var told = 0
    /// The kinds of failure that were told with their reason.
    private var toldFailures: Set<String> = []

    mutating func add() { sum.jobs += 1 }

    /// - Parameters:
    ///   - ended: the jobs that have ended since this was asked last.
    ///   - open: how many have not ended.
    mutating func news(of ended: [SessionJobs.Entry], open: Int) -> [News] {
        let isLarge = sum.jobs > Self.fewJobs
        var news: [News] = []
        for entry in ended {
            let isSuccess = entry.report?.status.isSuccess ?? false
            if isSuccess { sum.succeeded += 1 } else { sum.others += 1 }
            sum.credits = sum.credits + entry.credits
            // The first failure of a kind says what the others are about.
            if !isLarge || (!isSuccess && toldFailures.insert(Self.kind(of: entry)).inserted) {
                news.append(.ended(entry))
            }
        }
        guard isLarge else {
            told = sum.ended
            return news
        }
        if sum.ended > told, open == 0 || sum.ended - told >= max(1, sum.jobs / 10) {
            told = sum.ended
            news.append(.sum(sum))
        }
        return news
    }

    private static func kind(of entry: SessionJobs.Entry) -> String {
        entry.report?.failure.map { "\($0.code)" } ?? entry.stateText
    }
}
