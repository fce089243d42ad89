import Testing

/// The exact bytes of a plan's lines, which other programs read.
@Suite struct PlanWriterTests {
    private func lines(_ script: String) -> [String] {
        String(decoding: Evaluation(script).planLines, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func aRequestAndTheSummary() {
        let lines = lines(
            "for s in [fox] { gen kling-2-6 \"a $s\\n\\\"狐\\\"\" duration=10 --name take --tag x --tag 5 }")
        #expect(
            lines == [
                #"{"n":1,"line":1,"model":"kling-2-6","prompt":"a fox\n\"狐\"","params":{"duration":"10","sound":"false","#
                    + #""aspect_ratio":"1:1"},"credits":55,"axes":{"s":"fox"},"references":[],"depends_on":[],"name":"take","#
                    + #""tags":["x","5"]}"#,
                #"{"summary":true,"requests":1,"credits":55,"partial":false}"#,
            ])
    }

    @Test func references() {
        let lines = lines(
            """
            let still = gen z-image "a"
            gen nano-banana "b" ref=[files/boat.png, "https://example.com/x.png", $still]
            """)
        let line = lines[1]
        #expect(
            line.contains(#""references":[{"path":"files/boat.png","kind":"image","mime_type":"image/png","bytes":"#))
        #expect(line.contains(#"},{"url":"https://example.com/x.png"},{"job":1}],"depends_on":[1]"#))
    }

    @Test func whatIsNotKnown() {
        let lines = lines(
            """
            let a = gen seedream-3-0 "a"
            gen seedream-3-0 "${a.url}" seed=$a.credits --name $a.id
            if $a.credits > 5 { print yes }
            """)
        #expect(lines[1].contains(#""prompt":null"#))
        #expect(lines[1].contains(#""seed":null"#))
        #expect(lines[1].hasSuffix(#""name":null,"tags":[],"unknown":["prompt","params.seed","name"]}"#))
        #expect(lines[2].hasSuffix(#""partial":true,"needs":[{"line":3,"job":1}]}"#))
    }

    @Test func budgets() {
        #expect(lines("set budget 60\ngen kling-2-6 a")[1].hasSuffix(#""budget":60,"over_budget":false}"#))
        #expect(lines("set budget 54.5\ngen kling-2-6 a")[1].hasSuffix(#""budget":54.5,"over_budget":true}"#))
    }

    @Test func axesKeepTheirTypes() {
        let lines = lines("for x in [1.50, true, null, \"1\"] { gen z-image a }")
        #expect(lines.dropLast().map { $0.contains(#""axes":{"x":1.5}"#) } == [true, false, false, false])
        #expect(lines[1].contains(#""axes":{"x":true}"#))
        #expect(lines[2].contains(#""axes":{"x":null}"#))
        #expect(lines[3].contains(#""axes":{"x":"1"}"#))
    }
}
