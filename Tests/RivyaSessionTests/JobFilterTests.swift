import RivyaGallery
import RivyaRuns
import RivyaSession
import RivyaSyntax
import Testing

@Suite struct JobFilterTests {
    /// 1 rated and picked, 2 rejected, 3 failed and unrated.
    private let run: GalleryRun = {
        func cell(
            _ index: Int, _ model: String, style: JSONValue, _ state: JobStatus, _ judgment: Judgment? = nil
        ) -> GalleryCell {
            GalleryCell(
                JobLabel(
                    index: index, name: index == 1 ? "hero" : nil, model: model, axes: [Axis("style", style)],
                    tags: ["pilot"]),
                prompt: "a Fox \(index)", state: .ended(state), credits: index == 3 ? nil : .whole(index * 10),
                charge: index == 3 ? .unknown : .charged(.whole(index * 10)),
                failure: index == 3 ? JobFailure("generation_failed", "no") : nil, seconds: Double(index) / 2,
                judgment: judgment)
        }
        return GalleryRun(
            id: "r1", title: "s.rivya",
            cells: [
                cell(
                    1, "kling-2-6", style: .string("noir"), .succeeded,
                    Judgment(stars: 4, verdict: .pick, tags: ["best"], note: "warm light", time: 1)),
                cell(2, "veo-3", style: .string("7"), .succeeded, Judgment(stars: 2, verdict: .reject, time: 1)),
                cell(3, "veo-3", style: .number(.whole(7)), .failed),
            ])
    }()

    private func matches(_ text: String) throws -> [Int] {
        let filter = try JobFilter(text, axes: run.axisNames)
        return filter.narrowing([run]).flatMap(\.cells).map(\.label.index)
    }

    private func problem(_ text: String) throws -> String {
        do {
            _ = try JobFilter(text, axes: run.axisNames)
        } catch {
            return DiagnosticRenderer(style: .plain).render(error.diagnostics)
        }
        return ""
    }

    @Test(arguments: [
        ("rating >= 4", [1]), ("rating>=2", [1, 2]), ("$rating < 3", [2]), ("rating == null", [3]),
        ("rating != 4", [2, 3]), ("not rating >= 4", [2, 3]), ("pick", [1]), ("not pick", [2, 3]),
        ("reject or status == failed", [2, 3]), ("status == failed and credits == null", [3]),
        ("model == veo-3 and pick", []), ("model in [kling-2-6, z-image]", [1]), ("tag == best", [1]),
        ("best in tags", [1]), ("tag == pilot", [1, 2, 3]), ("tag != best", [2, 3]), ("axis.style == noir", [1]),
        ("axis.style == 7", [2, 3]), ("$axis.style == noir", [1]), ("fox in lower(prompt)", [1, 2, 3]),
        ("Fox in prompt", [1, 2, 3]), ("fox in prompt", []), ("2 in prompt", [2]), ("credits / seconds == 20", [1, 2]),
        ("credits - 5 > 10", [2]), ("seconds <= 1", [1, 2]), ("starts_with(model, veo)", [2, 3]),
        ("ends_with(note, light)", [1]), ("name == hero", [1]), ("name == null", [2, 3]), ("job == 2", [2]),
        ("error_code == generation_failed", [3]), ("charge == unknown", [3]), ("credits == -10 + 20", [1]),
        ("model > kling-2-6", [2, 3]), ("(rating >= 4)\nor job == 3", [1, 3]), ("credits / 0 == 1", []),
        ("run == r1 and script == s.rivya", [1, 2, 3]), ("rating == \"4\"", [1]),
    ])
    func finds(text: String, expected: [Int]) throws {
        #expect(try matches(text) == expected)
    }

    @Test(arguments: [
        ("ratign >= 4", "`ratign` is no field of a job", 1, "did you mean `rating`?"),
        ("status == failed and statsu == failed", "`statsu` is no field of a job", 22, "did you mean `status`?"),
        ("$ratign >= 4", "`ratign` is no field of a job", 1, "did you mean `rating`?"),
        ("axis.styel == noir", "no job has the axis `styel`", 1, "did you mean `axis.style`?"),
        ("rating", "`rating` is a number, not a condition", 1, "compare it, as in `rating >= 4`"),
        ("hello", "`hello` is no field of a job", 1, "the fields are: run, script"),
        ("rating >= four", "`rating` is a number, `four` is text", 11, nil),
        ("rating == four", "`rating` is a number, `four` is text", 11, nil),
        ("4 == 4", "this comparison asks nothing of a job", 1, nil),
        ("pick > 3", "only numbers and texts have an order, not a condition", 1, nil),
        ("3 in credits", "`in` looks into text or a list, not into a number", 6, nil),
        ("pick == yes", "`pick` is a condition, `yes` is text", 9, nil),
        ("model + 1 == 2", "only numbers can be calculated with, not text", 1, nil),
        ("upper(model) == X", "a filter has no function `upper`", 1, "lower"),
        ("lower(model, name) == x", "`lower` takes 1 argument", 1, nil),
        ("lower(rating) == x", "`lower` needs text, here is a number", 7, nil),
        ("rating >=", "expected", 10, nil), ("rating >= 4)", "expected an operator or the end", 12, nil),
        ("rating in 3..5", "a filter cannot hold ranges", 11, nil),
        ("prompt == \"$model\"", "a filter cannot put values into text", 11, nil),
    ])
    func findsWhatIsWrong(text: String, message: String, column: Int, help: String?) throws {
        let problem = try problem(text)
        #expect(problem.contains(message))
        #expect(problem.contains("--where:1:\(column)\n"))
        if let help { #expect(problem.contains(help)) }
    }

    @Test func nothingIsNoFilter() throws {
        #expect(try problem("").contains("expected a value, found the end of the file"))
    }
}
