/// What a prompt asks of the simulator, in brackets (`SimulatedService`).
struct PromptMarks {
    private(set) var isRefused = false
    private(set) var isSlow = false
    private(set) var isStuck = false
    private(set) var fails = false
    /// Of `[fail CODE]`.
    private(set) var failureCode: String?
    /// Of `[end STATE]`.
    private(set) var endState: String?
    /// Of `[gone N]`.
    private(set) var goneResult: Int?

    init(_ prompt: String) {
        var rest = prompt.utf8[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "[")) {
            guard let end = rest[start...].firstIndex(of: UInt8(ascii: "]")) else { return }
            read(Substring(rest[rest.index(after: start)..<end]))
            rest = rest[rest.index(after: start)...]
        }
    }

    private mutating func read(_ mark: Substring) {
        switch mark {
        case "refuse": isRefused = true
        case "slow": isSlow = true
        case "stuck": isStuck = true
        case "fail": fails = true
        default:
            if mark.hasPrefix("fail ") {
                fails = true
                failureCode = String(mark.dropFirst(5))
            } else if mark.hasPrefix("end ") {
                fails = true
                endState = String(mark.dropFirst(4))
            } else if mark.hasPrefix("gone ") {
                goneResult = Int(mark.dropFirst(5))
            }
        }
    }
}
