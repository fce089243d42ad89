import RivyaCatalog
import RivyaSyntax

/// A job with the key of its cell.
struct IdentifiedJob: Sendable {
    var specification: JobSpecification
    /// nil where a reference could not be read: the job then fails before anything is sent.
    var cell: CellKey?
    /// See `FormerKeys`.
    var formerCells: [CellKey] = []
    var contents: [RequestDigest.ReferenceContent]
    /// What decides the price.
    let priceGroup: PriceGroup
    var failure: JobFailure?

    init(
        _ specification: JobSpecification, cell: CellKey, formerCells: [CellKey],
        contents: [RequestDigest.ReferenceContent], priceGroup: PriceGroup
    ) {
        self.specification = specification
        self.cell = cell
        self.formerCells = formerCells
        self.contents = contents
        self.priceGroup = priceGroup
    }

    init(_ specification: JobSpecification, failure: JobFailure) {
        self.specification = specification
        self.failure = failure
        contents = []
        priceGroup = PriceGroup(specification.request)
    }

    func claim(run: Run, attempt: Int = 1, body: [UInt8]? = nil, time: Double) -> CellClaim {
        CellClaim(
            run: run.id, identity: run.identity, label: specification.label, attempt: attempt, cell: cell,
            formerCells: formerCells, request: document, priceGroup: priceGroup.description,
            output: specification.output.text, take: specification.take, origin: specification.origin,
            isFresh: run.settings.isFresh, repeatsUnknown: run.settings.repeatsUnknown,
            nonce: run.settings.isFresh ? run.nonce : nil, body: body, time: time,
            uptime: run.clock.uptime, keyMemory: run.settings.keyMemory)
    }

    /// The request for people: what its cell was made of.
    private var document: String {
        var bytes = Array("{\"model\":".utf8)
        JSONValue.writeString(specification.request.model.id, to: &bytes)
        if let prompt = specification.request.prompt {
            bytes += Array(",\"prompt\":".utf8)
            JSONValue.writeString(prompt, to: &bytes)
        }
        bytes += Array(",\"params\":".utf8)
        specification.request.writeParameters(to: &bytes)
        bytes += Array(",\"references\":".utf8)
        let references = zip(specification.request.references, contents).map { reference, content in
            var path: String?
            if case .file(let file) = reference { path = file.path }
            return RequestDocument.Reference(content, path: path).json
        }
        JSONValue.array(references).write(to: &bytes)
        bytes.append(UInt8(ascii: "}"))
        return String(decoding: bytes, as: UTF8.self)
    }
}
