import Testing

/// Disks that are full, and folders that take nothing: no paid result is lost, and nothing is paid for that could not be
/// kept.
@Suite(.serialized)
struct DiskTests {
    /// Results of more than 100 kB each.
    private static let sweep = "set concurrency 2\nfor n in 1..8 { gen z-image \"fox $n\" }\n"
    private static let run = "$RIVYA run s.rivya --yes --poll 20ms --rate none"

    private func workplace(_ script: String = sweep) async throws -> (Workplace, SimulatorProcess) {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess("--media-bytes", "100000", for: workplace)
        workplace.environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin"
        try workplace.write(script, to: "s.rivya")
        return (workplace, simulator)
    }

    private func inNamespace(_ workplace: Workplace, _ lines: String) async throws -> Workplace.Ending {
        try await workplace.shell(lines, in: try #require(await MountNamespace.command()))
    }

    // MARK: - Full

    @Test(.enabled(MountNamespace.reason) { await MountNamespace.isAvailable() })
    func aFullDiskForResults() async throws {
        let (workplace, simulator) = try await workplace()
        try workplace.makeFolder("rivya-out")
        let ending = try await inNamespace(
            workplace,
            """
            mount -t tmpfs -o size=300k none rivya-out
            set +e
            \(Self.run) > first.txt 2>&1
            echo $? > first.code
            \(Self.run) > second.txt 2>&1
            echo $? > second.code
            set -e
            mount -o remount,size=8m rivya-out
            $RIVYA resume > resumed.txt 2>&1
            find rivya-out -type f > resumed.files
            \(Self.run) --output all/{index}.{ext} > third.txt 2>&1
            """)
        #expect(ending.code == 0, "\(ending.text)")
        let first = try workplace.read("first.txt")
        #expect(try workplace.read("first.code") == "1\n", "\(first)")
        #expect(first.contains("no space left"), "\(first)")
        #expect(first.contains("unsaved"), "\(first)")
        // What is not paid for yet is not sent any more.
        #expect(first.contains("not sent"), "\(first)")
        #expect(first.contains("`rivya resume "), "\(first)")
        // It saw that the disk is full before it paid for more.
        let second = try workplace.read("second.txt")
        #expect(try workplace.read("second.code") != "0\n", "\(second)")
        let resumed = try workplace.read("resumed.txt")
        #expect(resumed.contains("succeeded"), "\(resumed)")
        #expect(!(try workplace.read("resumed.files")).contains(".part"))
        #expect(workplace.files(below: "all").count == 8)
        let audit = try await simulator.audit()
        #expect(audit.charged == 8)
        #expect(audit.repeatedBodies == 0)
    }

    /// The simulator of the run is gone, and with it the port that its URLs name.
    @Test(.enabled(MountNamespace.reason) { await MountNamespace.isAvailable() })
    func aFullDiskForSimulatedResults() async throws {
        let workplace = try Workplace()
        workplace.environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin"
        try workplace.write(
            """
            set output "m/{index}.{ext}"
            set concurrency 1
            for n in 1..3 { gen kling-2-6 "full $n" }

            """, to: "s.rivya")
        try workplace.makeFolder("m")
        let ending = try await inNamespace(
            workplace,
            """
            mount -t tmpfs -o size=12k none m
            $RIVYA run s.rivya --simulate --yes > first.txt 2>&1 && exit 1
            mount -o remount,size=4m m
            $RIVYA resume --simulate > resumed.txt 2>&1
            $RIVYA run s.rivya --simulate --yes > second.txt 2>&1
            ls m > m.txt
            """)
        #expect(ending.code == 0, "\(ending.text)")
        for (name, text) in [("first", "1 unsaved"), ("resumed", "1 succeeded"), ("second", "2 cached")] {
            let said = try workplace.read("\(name).txt")
            #expect(said.contains(text), "\(said)")
        }
        #expect(try workplace.read("m.txt") == "1.mp4\n2.mp4\n3.mp4\n")
    }

    @Test(.enabled(MountNamespace.reason) { await MountNamespace.isAvailable() })
    func aFullDiskForTheLedger() async throws {
        let (workplace, simulator) = try await workplace(
            "set concurrency 2\nfor n in 1..40 { gen z-image \"fox $n\" }\n")
        try workplace.makeFolder("state")
        workplace.environment["RIVYA_HOME"] = workplace.path + "/state"
        let ending = try await inNamespace(
            workplace,
            """
            mount -t tmpfs -o size=400k none state
            set +e
            \(Self.run) > first.txt 2>&1
            echo $? > first.code
            set -e
            mount -o remount,size=32m state
            \(Self.run) --output all/{index}.{ext} > second.txt 2>&1
            """)
        let first = try workplace.read("first.txt")
        #expect(try workplace.read("first.code") == "2\n", "\(first)")
        #expect(first.contains("the ledger cannot be written: the disk is full"), "\(first)")
        let second = try workplace.read("second.txt")
        #expect(ending.code == 0, "\(ending.text)\(second)")
        #expect(workplace.files(below: "all").count == 40)
        let audit = try await simulator.audit()
        #expect(audit.charged == 40)
        #expect(audit.repeatedBodies == 0)
    }

    /// A limit for the size of files, which needs no rights of its own.
    @Test func aLimitForFiles() async throws {
        let (workplace, simulator) = try await workplace()
        // In blocks of 512 bytes: too few for a ledger's log.
        let limited = try await workplace.shell("ulimit -f 128; \(Self.run)")
        #expect(limited.code == 2, "\(limited.text)")
        #expect(limited.errors.contains("the ledger cannot be"), "\(limited.text)")
        let again = try await workplace.run("s.rivya", "--output", "all/{index}.{ext}")
        #expect(again.code == 0, "\(again.text)")
        #expect(workplace.files(below: "all").count == 8)
        let audit = try await simulator.audit()
        #expect(audit.charged == 8)
        #expect(audit.repeatedBodies == 0)
    }

    // MARK: - Closed

    @Test(.enabled(MountNamespace.reason) { await MountNamespace.isAvailable() })
    func aReadOnlyFolderForResults() async throws {
        let (workplace, simulator) = try await workplace()
        try workplace.makeFolder("rivya-out")
        let ending = try await inNamespace(
            workplace,
            """
            mount --bind rivya-out rivya-out
            mount -o remount,ro,bind rivya-out
            exec \(Self.run)
            """)
        #expect(ending.code == 2, "\(ending.text)")
        #expect(ending.errors.contains("Read-only file system"), "\(ending.errors)")
        #expect(try await simulator.audit().taskCount == 0)
        let again = try await workplace.run("s.rivya")
        #expect(again.code == 0, "\(again.text)")
        #expect(try await simulator.audit().charged == 8)
    }

    @Test(.enabled(MountNamespace.reason) { await MountNamespace.isAvailable() }, arguments: [true, false])
    func aReadOnlyFolderForTheState(_ isNew: Bool) async throws {
        let (workplace, simulator) = try await workplace()
        workplace.environment["RIVYA_HOME"] = workplace.path + "/state"
        try workplace.makeFolder("state")
        if !isNew { #expect(try await workplace.run("s.rivya").code == 0) }
        try workplace.write("gen z-image \"owl\"\n", to: "s.rivya")
        let ending = try await inNamespace(
            workplace,
            """
            mount --bind state state
            mount -o remount,ro,bind state
            exec \(Self.run)
            """)
        #expect(ending.code == 2, "\(ending.text)")
        #expect(ending.errors.contains("error: the "), "\(ending.errors)")
        #expect(ending.errors.contains("`--home`"), "\(ending.errors)")
        #expect(try await simulator.audit().taskCount == (isNew ? 0 : 8))
    }

    @Test func aFileInPlaceOfTheResultFolder() async throws {
        let (workplace, simulator) = try await workplace()
        try workplace.write("a note", to: "rivya-out")
        let run = try await workplace.run("s.rivya")
        #expect(run.code == 2, "\(run.text)")
        #expect(run.errors.contains("rivya-out"), "\(run.errors)")
        #expect(try await simulator.audit().taskCount == 0)
        #expect(try workplace.read("rivya-out") == "a note")
        let elsewhere = try await workplace.run("s.rivya", "--output", "out/{index}.{ext}")
        #expect(elsewhere.code == 0, "\(elsewhere.text)")
    }
}
