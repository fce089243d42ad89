/// In which order the jobs of a planned sweep start: breadth first over its axes, so that wherever a run stops, what is
/// there is an even picture of the sweep. `SweepSurvey` makes it.
package struct RunOrder: Sendable {
    /// The place of each planned job, by its index less one. Each place from 0 on is taken once.
    private let places: [Int32]
    /// So many jobs, the first ones, are the pilot: together they have every value of every axis that is not paid for
    /// yet, and every `gen` statement.
    package let pilotCount: Int

    /// In the order of the script, without a pilot.
    package init() { self.init(places: [], pilotCount: 0) }

    init(places: [Int32], pilotCount: Int) {
        self.places = places
        self.pilotCount = pilotCount
    }

    /// How many jobs it knows.
    package var count: Int { places.count }

    /// Jobs that were not planned, because the script reads results before it makes them, follow in their order.
    package func place(of job: Int) -> Int { places.indices.contains(job - 1) ? Int(places[job - 1]) : job - 1 }

    /// Whether a job, by its number from 1, belongs to the pilot.
    package func isPilot(_ job: Int) -> Bool { places.indices.contains(job - 1) && places[job - 1] < pilotCount }
}
