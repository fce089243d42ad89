import RivyaLanguage

/// The names that a configuration file may hold.
enum ConfigurationName: Hashable {
    case baseURL
    /// A setting of runs, with the meaning that it has in scripts.
    case setting(Setting)
    /// Commands take the simulated service where they are not told otherwise.
    case simulate
    case color
    case editor

    static let all: [ConfigurationName] =
        [.baseURL, .simulate] + Setting.allCases.map { .setting($0) } + [.color, .editor]

    init?(_ name: String) {
        guard let found = Self.all.first(where: { $0.text == name }) else { return nil }
        self = found
    }

    var text: String {
        switch self {
        case .baseURL: "base_url"
        case .simulate: "simulate"
        case .setting(let setting): setting.rawValue
        case .color: "color"
        case .editor: "editor"
        }
    }

    var defaultText: String {
        switch self {
        case .baseURL: "https://rivya.ai"
        case .simulate: "false"
        case .setting(let setting): setting.defaultText
        case .color: "auto"
        case .editor: "vi"
        }
    }
}
