import RivyaSyntax

extension Compiler {
    /// Loads and compiles the files that a file imports, before its own code. Returns their keys by the place of the
    /// statement.
    mutating func compileImports(_ statements: [Statement]) -> Imports {
        var imported: Imports = [:]
        for case .importFile(let statement) in statements {
            if let key = compileImport(statement) { imported[statement.range.lower] = key }
        }
        return imported
    }

    private mutating func compileImport(_ statement: Statement.Import) -> String? {
        let folder = program.units[module.unit].folder
        let loaded: (file: SourceFile, key: String)
        do throws(FileProblem) {
            loaded = try loader.load(statement.path, from: folder)
        } catch {
            report(
                .importFailed, "`\(statement.path)` cannot be imported: \(error.phrase)", statement.pathRange,
                help: error.importHelp)
            return nil
        }
        if importing.contains(where: { $0.key == loaded.key }) {
            let circle = (importing.drop { $0.key != loaded.key }.map(\.name) + [loaded.file.name]).map { "`\($0)`" }
            report(
                .importFailed, "this import closes a circle: \(circle.joined(separator: " imports "))",
                statement.pathRange, help: "move what both files need into a third one")
            return nil
        }
        if modules[loaded.key] == nil {
            let result = Parser.parse(loaded.file)
            diagnostics.append(contentsOf: result.diagnostics)
            _ = compileModule(result.script, key: loaded.key, isImported: true)
        }
        // Functions can be called above the import, as above a `def`.
        for (name, function) in modules[loaded.key]?.functions.sorted(by: { $0.key < $1.key }) ?? [] {
            if let own = module.functions[name], own != function {
                clash(name, statement, first: functions[own].location)
            } else {
                module.functions[name] = function
            }
        }
        return loaded.key
    }

    /// An import in its place: carries the file out, and makes its names available from here on.
    mutating func compile(_ statement: Statement.Import, imported: Imports) {
        guard isTopLevel else {
            report(
                .misplacedStatement, "`import` stands only at the top level of a file",
                SourceRange(Int(statement.range.lower), Int(statement.range.lower) + 6),
                help: "move it to the top of the file")
            return
        }
        guard let key = imported[statement.range.lower], let other = modules[key], let index = moduleIndexes[key] else {
            return
        }
        emit(.runModule, Int32(index), at: statement.range)
        for (name, binding) in other.names.entries {
            if let own = scopes[0].names[name] {
                if own.slot != binding.slot { clash(name, statement, first: own.location) }
                continue
            }
            // A name that the other file has only imported itself is not handed on.
            guard binding.location.file === program.units[other.unit].file else { continue }
            scopes[0].names.append(name, binding)
        }
    }

    private mutating func clash(_ name: String, _ statement: Statement.Import, first: Diagnostic.Location) {
        report(
            .alreadyDeclared, "`\(statement.path)` declares `\(name)`, which is declared already", statement.pathRange,
            help: "rename one of the two", notes: [.init("first declared here", at: first)])
    }
}

extension FileProblem {
    /// What is the matter, as the end of a sentence.
    package var phrase: String {
        switch self {
        case .notFound, .otherName: "there is no such file"
        case .outside: "it lies outside of the script's folder"
        case .isFolder: "it is a folder"
        case .tooLarge: "it is larger than 64 MiB"
        case .unreadable(let reason): reason
        }
    }

    /// What to do where a file has another name.
    static func nameHelp(_ name: String) -> String { "there is `\(name)`: letter case counts" }

    var importHelp: String {
        switch self {
        case .otherName(let name): Self.nameHelp(name)
        case .notFound: "the path is relative to the file that holds the import"
        case .outside: "move the file next to the script, or allow its folder with `--allow-read DIR`"
        default: "give the path of a `.rivya` script"
        }
    }
}
