import RivyaCatalog
import RivyaLanguage

/// What the command line says about a script and the settings of its program.
package struct ScriptOptions: Sendable {
    /// `--param name=value`, in order.
    package var parameters: [String] = []
    /// Settings by flag, as text.
    private(set) var settings: [Setting: String] = [:]
    package var readableFolders: [String] = []
    package var writableFolders: [String] = []
    private(set) var limits = Limits()
    package var home: String?
    package var usesBundledCatalog = false

    package init() {}

    /// Gives a setting by its name in scripts; nil leaves it to the script.
    package mutating func set(_ name: String, to text: String?) {
        guard let setting = Setting(rawValue: name), let text else { return }
        settings[setting] = text
    }

    /// Replaces limits; nil keeps one.
    /// - Parameter mebibytes: of live values.
    package mutating func limit(requests: Int?, steps: Int?, mebibytes: Int?) {
        if let requests { limits.requests = requests }
        if let steps { limits.steps = steps }
        // Beyond a PiB it is no limit any more, and the product could overflow.
        if let mebibytes { limits.memory = min(mebibytes, 1 << 30) << 20 }
    }

    /// The settings given by flag, checked as a script's are, and below them those that are configured.
    func programSettings(over configured: ProgramSettings = ProgramSettings()) throws(CatalogProblem) -> ProgramSettings
    {
        var result = configured
        for (setting, text) in settings.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            try result.set(setting, to: Value(word: text))
        }
        return result
    }
}
