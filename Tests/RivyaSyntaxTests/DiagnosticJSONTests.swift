import RivyaSyntax
import Testing

struct DiagnosticJSONTests {
    private let file = SourceFile(name: "sweep.rivya", text: "let a = 1\n\"狐\nx\" $b")

    @Test func aDiagnosticIsOneLine() {
        let range = SourceRange(10, 17)
        let diagnostic = Diagnostic(
            .unterminatedString,
            "a \"string\"\nis not closed",
            file: file,
            range: range,
            labels: [.init(range, "opened here"), .init(SourceRange(4, 5), "")],
            notes: [
                .init("plain"),
                .init("placed", at: .init(file: SourceFile(name: "b.rivya", text: "x"), range: SourceRange(1, 1))),
            ],
            help: "close it"
        )
        #expect(
            json(diagnostic) == #"{"severity":"error","code":"R0102","message":"a \"string\"\nis not closed","#
                + #""file":"sweep.rivya","line":2,"column":1,"end_line":3,"end_column":3,"help":"close it","#
                + #""labels":[{"line":2,"column":1,"end_line":3,"end_column":3,"text":"opened here"},"#
                + #"{"line":1,"column":5,"end_line":1,"end_column":6,"text":""}],"#
                + #""notes":[{"text":"plain"},{"text":"placed","file":"b.rivya","line":1,"column":2}]}"#
        )
    }

    @Test func withoutHelpThereIsNull() {
        let diagnostic = Diagnostic(.uncheckedModel, "m", file: file, range: .start, severity: .warning)
        #expect(
            json(diagnostic) == #"{"severity":"warning","code":"R0701","message":"m","file":"sweep.rivya","#
                + #""line":1,"column":1,"end_line":1,"end_column":1,"help":null,"labels":[],"notes":[]}"#
        )
    }

    private func json(_ diagnostic: Diagnostic) -> String {
        var bytes: [UInt8] = []
        diagnostic.writeJSON(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
