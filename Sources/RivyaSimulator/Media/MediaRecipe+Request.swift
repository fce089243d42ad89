import RivyaCatalog
import RivyaSyntax

extension MediaRecipe {
    /// What a request results in. Resolution and quality are not followed: a picture is at most 512 pixels wide or
    /// high, a clip 344.
    /// - Parameter take: which one this is among tasks of the same request, from 0.
    init(model: ModelCard, prompt: String, params: JSONValue?, take: Int) {
        let values = RequestValues(model: model, params: params)
        switch model.resultKind ?? .video {
        case .image: format = Self.imageFormat(values.text("output_format", "outputFormat"))
        case .video: format = .mp4
        case .audio: format = Self.audioFormat(values.text("output_format"))
        }
        let named = values.text("aspect_ratio", "aspectRatio", "image_size", "imageSize", "size")
        ratio =
            named.flatMap(AspectRatio.init(option:))
            ?? (format.type.kind == .video ? AspectRatio(16, 9) : AspectRatio(1, 1))
        if let seconds = values.number("duration", "n_frames", "duration_seconds") {
            milliseconds = Int((min(max(seconds.double, 0.1), 60) * 1000).rounded())
        } else if format.type.kind == .audio {
            // Speech: about 16 characters a second.
            milliseconds = min(max(prompt.utf16.count * 60, 1000), 12_000)
        } else {
            milliseconds = 5000
        }
        count = min(max(values.number("max_images")?.int ?? 1, 1), 8)
        variety = Self.variety(model: model, prompt: prompt, params: params, take: take)
    }

    /// References are left out of it, because their URLs differ from one upload to the next.
    private static func variety(model: ModelCard, prompt: String, params: JSONValue?, take: Int) -> UInt64 {
        var digest = Digest()
        digest.add(model.id.utf8)
        digest.add(prompt.utf8)
        if case .object(let members)? = params {
            for member in members.sorted(by: { $0.key < $1.key }) where member.key != GenerationCheck.referencesKey {
                digest.add(member.key.utf8)
                var value: [UInt8] = []
                member.value.write(to: &value)
                digest.add(value)
            }
        }
        return SplitMix64.mixed(digest.first &+ UInt64(take))
    }

    private static func imageFormat(_ option: String?) -> Format {
        option == "jpg" || option == "jpeg" ? .jpeg : .png
    }

    /// Options are a codec and a sample rate, as in `pcm_16000`; the telephone codecs are served as plain WAV.
    private static func audioFormat(_ option: String?) -> Format {
        let parts = (option ?? "mp3").split(separator: "_")
        switch parts.first {
        case "pcm", "ulaw", "alaw": return .wav(sampleRate: parts.count > 1 ? Int(parts[1]) ?? 44100 : 44100)
        case "opus": return .opus
        default: return .mp3
        }
    }
}

/// A request's parameters with the model's defaults behind them.
private struct RequestValues {
    var model: ModelCard
    var params: JSONValue?

    /// The first of the parameters that the model has.
    private func value(_ keys: [String]) -> JSONValue? {
        for key in keys {
            guard let slot = model.slot(of: key) else { continue }
            if let given = params?[key] { return given }
            switch model.parameters[slot].defaultValue {
            case .string(let text): return .string(text)
            case .number(let number): return .number(number)
            case .json(let value): return value
            case nil: return nil
            }
        }
        return nil
    }

    func text(_ keys: String...) -> String? {
        guard case .string(let text)? = value(keys) else { return nil }
        return text
    }

    /// Also of a select whose options are numbers.
    func number(_ keys: String...) -> Number? {
        switch value(keys) {
        case .number(let number): number
        case .string(let text): Number(text)
        default: nil
        }
    }
}
