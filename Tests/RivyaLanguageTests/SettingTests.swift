import RivyaLanguage
import RivyaSyntax
import Testing

@Suite struct SettingTests {
    @Test(arguments: [
        (Setting.budget, "200"), (.budget, "0.5"), (.budget, "none"), (.concurrency, "1"), (.rate, "none"),
        (.rate, "0.5"),
        (.poll, "500ms"), (.output, "out/{index}.{ext}"), (.onError, "stop"), (.retries, "0"), (.timeout, "1.5h"),
    ])
    func taken(_ setting: Setting, _ word: String) throws {
        var settings = ProgramSettings()
        try settings.set(setting, to: Value(word: word))
    }

    @Test(arguments: [
        (Setting.budget, "-1"), (.budget, "all"), (.concurrency, "0"), (.concurrency, "1.5"), (.rate, "0"),
        (.poll, "5"),
        (.poll, "-5s"), (.output, "out/{indx}"), (.output, "out/"), (.onError, "retry"), (.retries, "-1"),
        (.timeout, "h"),
        (.timeout, "null"),
    ])
    func refused(_ setting: Setting, _ word: String) {
        #expect(throws: (any Error).self) {
            var settings = ProgramSettings()
            try settings.set(setting, to: Value(word: word))
        }
    }

    @Test func whatTheCommandLineSaysWins() throws {
        var settings = ProgramSettings()
        try settings.set(.budget, to: Value(word: "5"))
        let script = "set budget 2_000\nset retries 2"
        #expect(Evaluation(script, settings: settings, fixed: [.budget]).settings.budget == Number(5))
        let free = Evaluation(script).settings
        #expect(free.budget == Number(2_000))
        #expect(free.retries == 2)
    }

    @Test(arguments: [
        ("500ms", Duration.milliseconds(500)), ("90s", .seconds(90)), ("10m", .seconds(600)), ("1.5h", .seconds(5_400)),
        ("0s", .zero), ("0.0005s", .zero), ("0.0015s", .milliseconds(2)),
    ])
    func durations(_ text: String, _ duration: Duration) {
        #expect(Duration(scriptText: text) == duration)
    }

    @Test(arguments: ["", "s", "5", "5 s", "5d", "-1s", "5S", "1e3s", "ms", "99999999999999999999h"])
    func noDurations(_ text: String) {
        #expect(Duration(scriptText: text) == nil)
    }
}
