import RivyaLanguage

/// The names that a configuration file may hold.
enum ConfigurationName: Hashable {
    case baseURL
    /// A setting of runs, with the meaning that it has in scripts.
    case setting(Setting)
    case color
    case editor

    static let all: [ConfigurationName] = [.baseURL] + Setting.allCases.map { .setting($0) } + [.color, .editor]

    init?(_ name: String) {
        guard let found = Self.all.first(where: { $0.text == name }) else { return nil }
        self = found
    }

    var text: String {
        switch self {
        case .baseURL: "base_url"
        case .setting(let setting): setting.rawValue
        case .color: "color"
        case .editor: "editor"
        }
    }

    var defaultText: String {
        switch self {
        case .baseURL: "https://rivya.ai"
        case .setting(let setting): setting.defaultText
        case .color: "auto"
        case .editor: "vi"
        }
    }
}
