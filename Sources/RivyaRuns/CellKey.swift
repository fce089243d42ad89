package import RivyaCatalog
import RivyaSyntax

/// What makes two requests the same: SHA-256 over what the service would see, and the ordinal among identical requests
/// of a run (its take). Script names, order, time, loop variables and execution options are no part of it.
///
/// A request's digest is taken over these fields in this order, each written as `tag:length:bytes` and a newline, where
/// `length` is the decimal number of bytes:
///
/// - `rivya-request` with the version of this form, `1`;
/// - `identity`, `model`; `prompt` where there is one;
/// - for each parameter, by key in UTF-8 order: `key`, then `string` with the text, or `json` with the value as JSON,
///   the members of objects by key in UTF-8 order;
/// - for each reference in the order given: `file` with the SHA-256 of the content in hexadecimal, `url` with the
///   text, or `cell` with the key of the job's cell.
///
/// The key is the digest over `rivya-cell` with `1`, `request` with the request's digest in hexadecimal, and `take`.
package struct CellKey: Sendable, Hashable, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    package let description: String

    /// The inverse of `description`, as the ledger keeps it.
    package init(stored text: String) {
        description = text
    }

    /// - Parameter take: from 1.
    package init(_ request: RequestDigest, take: Int) {
        var form = CanonicalForm()
        form.append("rivya-cell", "1")
        form.append("request", request.description)
        form.append("take", String(take))
        description = form.digest()
    }
}

/// The digest of a request alone: equal for all its takes.
package struct RequestDigest: Sendable, Hashable, CustomStringConvertible {
    /// What stands for a reference medium.
    package enum ReferenceContent: Sendable, Hashable {
        /// SHA-256 of the file in lower-case hexadecimal.
        case file(sha256: String)
        case url(String)
        case cell(CellKey)
    }

    package let description: String

    /// - Parameter references: one for each of the request's references.
    package init(_ request: GenerationRequest, identity: String, references: [ReferenceContent]) {
        self.init(
            model: request.model.id, prompt: request.prompt, parameters: request.sentParameters, references: references,
            identity: identity)
    }

    /// - Parameter parameters: every one that is sent, in any order.
    init(
        model: String, prompt: String?, parameters: [(key: String, value: WireValue)], references: [ReferenceContent],
        identity: String
    ) {
        var form = CanonicalForm()
        form.append("rivya-request", "1")
        form.append("identity", identity)
        form.append("model", model)
        if let prompt { form.append("prompt", prompt) }
        form.append(parameters)
        for reference in references {
            switch reference {
            case .file(let sha256): form.append("file", sha256)
            case .url(let url): form.append("url", url)
            case .cell(let key): form.append("cell", key.description)
            }
        }
        description = form.digest()
    }
}

extension GenerationRequest {
    /// Every parameter that is sent.
    var sentParameters: [(key: String, value: WireValue)] {
        var pairs = passedThrough.map { (key: $0.key, value: $0.value) }
        for (parameter, value) in zip(model.parameters, values) {
            if let value { pairs.append((parameter.key, value)) }
        }
        return pairs
    }
}
