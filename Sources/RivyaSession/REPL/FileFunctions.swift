import RivyaLanguage

/// The built-in functions whose first argument is a path or a pattern.
enum FileFunctions {
    static let names = Set(
        Builtin.all.filter { $0.family == .files && ["path", "pattern"].contains($0.parameters.first) }.map(\.name))
}
