import RivyaCatalog
import RivyaSyntax

/// A checked script as flat code.
///
/// Because functions cannot recurse, each of them is active at most once, and every variable of the program has one
/// fixed slot: there is no stack of frames, and a call copies its arguments into the callee's slots.
package struct Program: Sendable {
    var code: [Instruction] = []
    /// The source of each instruction.
    var ranges: [SourceRange] = []
    /// Where the code of another file begins, ascending.
    var fileStarts: [(code: Int, unit: Int)] = []
    var units: [Unit] = []
    /// Every slot's first value: constants have theirs, variables are unset.
    var slots: [Value] = []
    var operands: [Int32] = []
    var names: [String] = []
    var shapes: [[String]] = []
    var functions: [FunctionCode] = []
    var modules: [ModuleCode] = []
    var builtinSites: [BuiltinSite] = []
    var callSites: [CallSite] = []
    var genSites: [GenSite] = []
    var defaultsLines: [DefaultsLine] = []
    var settingSites: [SettingSite] = []
    var paramSites: [ParamSite] = []
    /// The code of each loop's body, with its variables, for error messages.
    var loopSpans: [LoopSpan] = []
    var iterators = 0
    var builders = 0
    /// Where carrying out begins.
    var entry = 0
    /// Where a session keeps its last value and the list of its jobs; -1 for a script.
    var lastValueSlot: Int32 = -1
    var jobListSlot: Int32 = -1

    /// A file of the program.
    struct Unit: Sendable {
        var file: SourceFile
        var folder: SourceFolder
        var isImported: Bool
    }

    struct FunctionCode: Sendable {
        var name: String
        var entry: Int
        /// How many instructions it has.
        var length = 0
        var parameterSlots: [Int32]
        var resultSlot: Int32
    }

    struct ModuleCode: Sendable {
        var entry: Int
        /// Whether it has been carried out.
        var doneSlot: Int32
    }

    /// A loop variable in force at a place.
    struct AxisSlot: Sendable {
        var name: String
        var slot: Int32
    }

    struct LoopSpan: Sendable {
        var start: Int32
        var end: Int32
        var axes: [AxisSlot]
    }

    struct BuiltinSite: Sendable {
        var builtin: Int
        /// One for each parameter; -1 where nothing is given. A variadic built-in has all its arguments here.
        var arguments: [Int32]
        var argumentRanges: [SourceRange]
        var nameRange: SourceRange
    }

    struct CallSite: Sendable {
        var function: Int
        /// One for each parameter; -1 where the default counts, which the callee then works out.
        var arguments: [Int32]
        var range: SourceRange
        var axes: [AxisSlot]
    }

    /// A `gen` of the text. An object, because carrying it out hands it from step to step.
    final class GenSite: Sendable {
        enum Item: Sendable {
            /// `slot`: the parameter's place on a model known from the text, else -1.
            case argument(key: String, slot: Int, value: Int32, keyRange: SourceRange, valueRange: SourceRange)
            case reference(value: Int32, keyRange: SourceRange, valueRange: SourceRange, itemRanges: [SourceRange])
            case spread(value: Int32, range: SourceRange)
            case option(GenOption, value: Int32, nameRange: SourceRange, valueRange: SourceRange)
        }

        let model: Int32
        /// Where the text says which model it is.
        let card: ModelCard?
        let modelRange: SourceRange
        let prompt: Int32
        let promptRange: SourceRange
        let items: [Item]
        let hasOptions: Bool
        /// The last line of `defaultsLines` in force, -1 for none. Each line knows the one before it.
        let defaults: Int
        let axes: [AxisSlot]
        /// Two of the loops around it have a variable of the same name.
        let hasRepeatedAxis: Bool
        let keyword: SourceRange
        let range: SourceRange
        let unit: Int
        let line: Int

        init(
            model: Int32, card: ModelCard?, modelRange: SourceRange, prompt: Int32, promptRange: SourceRange,
            items: [Item], defaults: Int, axes: [AxisSlot], keyword: SourceRange, range: SourceRange, unit: Int,
            line: Int
        ) {
            self.model = model
            self.card = card
            self.modelRange = modelRange
            self.prompt = prompt
            self.promptRange = promptRange
            self.items = items
            hasOptions = items.contains { if case .option = $0 { true } else { false } }
            self.defaults = defaults
            self.axes = axes
            hasRepeatedAxis = axes.indices.contains { last in axes[..<last].contains { $0.name == axes[last].name } }
            self.keyword = keyword
            self.range = range
            self.unit = unit
            self.line = line
        }
    }

    struct DefaultsLine: Sendable {
        struct Argument: Sendable {
            var key: String
            /// Filled when the line is carried out.
            var stored: Int32
            var value: Int32
            var keyRange: SourceRange
            var valueRange: SourceRange
        }

        /// nil: `*`.
        var model: Int32
        var isForAll: Bool
        /// The id, filled when the line is carried out.
        var storedModel: Int32
        var modelRange: SourceRange
        var arguments: [Argument]
        var unit: Int
        /// The line in force before this one, -1 for none.
        var previous: Int
    }

    struct SettingSite: Sendable {
        var setting: Setting
        var valueRange: SourceRange
    }

    struct ParamSite: Sendable {
        var name: String
        var slot: Int32
        var range: SourceRange
    }

    /// The indexes of the `defaults` lines in force, the weakest first.
    /// - Parameter last: as in `GenSite.defaults`.
    func defaultsLines(upTo last: Int) -> [Int] {
        var lines: [Int] = []
        var index = last
        while index >= 0 {
            lines.append(index)
            index = defaultsLines[index].previous
        }
        return lines.reversed()
    }

    /// The file that holds an instruction.
    func unit(at code: Int) -> Int {
        var low = 0
        var high = fileStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if fileStarts[middle].code <= code { low = middle } else { high = middle }
        }
        return fileStarts[low].unit
    }

    /// Makes room for the code of a text. What is reserved and not used takes no memory, but arrays that grow are
    /// copied again and again, each time to pages that nobody has touched.
    mutating func reserveCapacity(forBytes count: Int) {
        code.reserveCapacity(count / 8)
        ranges.reserveCapacity(count / 8)
        slots.reserveCapacity(count / 8)
        operands.reserveCapacity(count / 16)
    }

    /// A program without statements.
    package static let empty: Program = {
        var program = Program()
        program.code = [Instruction(op: .halt, a: 0, b: 0, c: 0)]
        program.ranges = [.start]
        return program
    }()

    /// The names of the script's parameters, in order.
    package var parameterNames: [String] { paramSites.map(\.name) }
}
