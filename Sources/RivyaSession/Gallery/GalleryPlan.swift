import RivyaCatalog
import RivyaGallery
import RivyaRuns
import RivyaSyntax

/// The cells of a plan as a gallery shows them before anything is sent for them.
struct GalleryPlan: Sendable {
    /// Pages of more cells are written when they are asked for, and not while a run goes on.
    static let mostCells = 20_000

    /// In the order of their indices, from 1.
    private(set) var cells: [GalleryCell] = []
    /// There were more, and none of them is kept.
    private(set) var isTooLarge = false

    init() {}

    /// Takes jobs in the order of their indices. What is known better the second time replaces the first.
    mutating func add(_ job: JobSpecification, key: CellKey? = nil) {
        guard !isTooLarge else { return }
        var cell = GalleryCell(
            planned: job.label, prompt: job.request.prompt, origin: job.origin, key: key)
        if cells.indices.contains(job.index - 1) {
            cell.key = key ?? cells[job.index - 1].key
            cells[job.index - 1] = cell
        } else if cells.count < Self.mostCells {
            cells.append(cell)
        } else {
            isTooLarge = true
            cells = []
        }
    }

    // MARK: - In the ledger

    /// As the ledger keeps it.
    var stored: String {
        var bytes = [UInt8(ascii: "[")]
        for (place, cell) in cells.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            Self.json(cell).write(to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What the ledger has kept; what cannot be read is left out.
    init(stored text: String) {
        let items = (try? JSONValue(parsing: Array(text.utf8)))?.array ?? []
        cells = items.compactMap(Self.cell)
    }

    private static func json(_ cell: GalleryCell) -> JSONValue {
        func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
        let label = cell.label
        return .object([
            .init("index", .number(.whole(label.index))), .init("name", text(label.name)),
            .init("model", .string(label.model)),
            .init("axes", .array(label.axes.map { .array([.string($0.name), $0.value]) })),
            .init("tags", .array(label.tags.map(JSONValue.string))), .init("prompt", text(cell.prompt)),
            .init("cell", text(cell.key?.description)), .init("file", text(cell.origin?.file)),
            .init("line", cell.origin.map { .number(.whole($0.line)) } ?? .null),
            .init("statement", text(cell.origin?.statement)),
        ])
    }

    private static func cell(_ json: JSONValue) -> GalleryCell? {
        guard let index = json["index"]?.int, let model = json["model"]?.string else { return nil }
        let axes = (json["axes"]?.array ?? []).compactMap { pair -> Axis? in
            guard let pair = pair.array, pair.count == 2, let name = pair[0].string else { return nil }
            return Axis(name, pair[1])
        }
        var origin: JobSpecification.Origin?
        if let file = json["file"]?.string, let line = json["line"]?.int, let text = json["statement"]?.string {
            origin = JobSpecification.Origin(file: file, line: line, statement: text)
        }
        return GalleryCell(
            JobLabel(
                index: index, name: json["name"]?.string, model: model, axes: axes,
                tags: (json["tags"]?.array ?? []).compactMap(\.string)),
            key: json["cell"]?.string.map(CellKey.init(stored:)), prompt: json["prompt"]?.string, state: .planned,
            origin: origin)
    }
}
