import RivyaCatalog
import RivyaSyntax

extension Builtin {
    static let catalog: [Builtin] = [
        Builtin(
            "models", .catalog, ["category", "kind"], required: 0, signature: "models(category=..., kind=...)",
            "the ids of models in catalog order; `kind` is a kind of reference media that they take",
            example: "first(models(category=video, kind=image))", gives: "grok-imagine-video"
        ) { (call) throws(BuiltinFailure) in
            var category: ModelCard.Category?
            if call.has(0) {
                let name = try call.text(0)
                let known: [String: ModelCard.Category] = [
                    "image": .image, "video": .video, "audio": .audio, "chat": .chat,
                ]
                guard let found = known[name] else {
                    throw BuiltinFailure(
                        .badArgument, "there is no category `\(name)`", argument: 0,
                        help: "the categories are: image, video, audio, chat")
                }
                category = found
            }
            var kind: MediaKind?
            if call.has(1) {
                let name = try call.text(1)
                guard let found = MediaKind(rawValue: name) else {
                    throw BuiltinFailure(
                        .badArgument, "there is no kind of reference `\(name)`", argument: 1,
                        help: "the kinds are: image, video, audio")
                }
                kind = found
            }
            return .list(call.catalog.ids(category: category, referenceKind: kind).map { .string($0) })
        },
        Builtin(
            "options", .catalog, ["model", "key"], "the options of a model's parameter",
            example: "options(kling-2-6, duration)", gives: "[\"5\",\"10\"]"
        ) {
            (call) throws(BuiltinFailure) in
            let card = try model(call)
            let key = try call.text(1)
            do throws(CatalogProblem) {
                return .list(try card.options(of: key).map { .string($0) })
            } catch {
                throw BuiltinFailure(error.code, error.message, argument: 1, help: error.help)
            }
        },
        Builtin(
            "credits", .catalog, ["model"], "the base price of a model in credits", example: "credits(kling-2-6)",
            gives: "55"
        ) {
            (call) throws(BuiltinFailure) in
            .number(try model(call).baseCredits)
        },
    ]

    private static func model(_ call: BuiltinCall) throws(BuiltinFailure) -> ModelCard {
        let id = try call.text(0)
        guard let card = call.catalog[id] else {
            let problem = call.catalog.unknownModelProblem(id)
            throw BuiltinFailure(problem.code, problem.message, argument: 0, help: problem.help)
        }
        return card
    }

    static let others: [Builtin] = [
        Builtin(
            "type", .other, ["v"], looksInside: false,
            "the name of a value's type: null, bool, number, string, list, record or job", example: "type([a, b])",
            gives: "list"
        ) { (call) throws(BuiltinFailure) in
            .string(call.arguments[0].typeName)
        },
        Builtin(
            "default", .other, ["v", "fallback"], looksInside: false, "the value, or the fallback where it is null",
            example: "default(null, noir)", gives: "noir"
        ) {
            (call) throws(BuiltinFailure) in
            if case .null = call.arguments[0] { return call.arguments[1] }
            return call.arguments[0]
        },
        Builtin(
            "blank", .other, ["v"], looksInside: false,
            "null for text without a visible character, such as an empty cell; any other value as it is",
            example: "default(blank(\" \"), noir)", gives: "noir"
        ) {
            (call) throws(BuiltinFailure) in
            if case .string(let text) = call.arguments[0], !VisibleText.isThere(in: text) { return .null }
            return call.arguments[0]
        },
    ]
}
