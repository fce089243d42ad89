/// Numbers identical requests of a run, from 1, in the order asked. The planner counts with one of its own and comes to
/// the same keys.
package struct TakeCounter: Sendable {
    private var counts: [RequestDigest: Int] = [:]

    package init() {}

    package mutating func next(_ digest: RequestDigest) -> Int {
        counts[digest, default: 0] += 1
        return counts[digest]!
    }
}
