/// What a request asks for.
enum Endpoint {
    case models
    case create
    case status(String)
    case upload
    case file(String)
    case credits
    case media(task: String, file: String)
    case audit
    case requests
    case unknown

    init(_ request: SimulatorRequest) {
        let segments = request.segments
        if segments.starts(with: ["api", "v1"]) {
            self.init(api: segments.dropFirst(2).map(String.init))
        } else if segments.count == 3, segments[0] == "media" {
            self = .media(task: String(segments[1]), file: String(segments[2]))
        } else if segments == ["simulator", "audit"] {
            self = .audit
        } else if segments == ["simulator", "requests"] {
            self = .requests
        } else {
            self = .unknown
        }
    }

    private init(api segments: [String]) {
        switch (segments.first, segments.count) {
        case ("models", 1): self = .models
        case ("generations", 1): self = .create
        case ("generations", 2): self = .status(segments[1])
        case ("files", 1): self = .upload
        case ("files", 2): self = .file(segments[1])
        case ("credits", 1): self = .credits
        default: self = .unknown
        }
    }

    /// nil where there is none.
    var methods: [String]? {
        switch self {
        case .create, .upload: ["POST"]
        case .media: ["GET", "HEAD"]
        case .models, .status, .file, .credits, .audit, .requests: ["GET"]
        case .unknown: nil
        }
    }

    var needsKey: Bool {
        switch self {
        case .create, .status, .upload, .file, .credits: true
        case .models, .media, .audit, .requests, .unknown: false
        }
    }

    /// nil for what never goes wrong.
    var route: Fault.Route? {
        switch self {
        case .models: .models
        case .create: .create
        case .status: .status
        case .upload: .upload
        case .file: .file
        case .credits: .credits
        case .media: .media
        case .audit, .requests, .unknown: nil
        }
    }
}
