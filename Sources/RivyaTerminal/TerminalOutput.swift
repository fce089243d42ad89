import Synchronization

/// The only place that prints.
///
/// Everything goes through one lock, so lines of different tasks never mix, and so that a live block at the bottom of
/// the terminal (`ProgressDisplay`) or a half-typed line (`LineEditor`) is taken away and put back around each message.
package final class TerminalOutput: Sendable {
    package enum Stream: Sendable {
        /// Results: tables, JSON, what `print` says.
        case output
        /// Everything about the work: progress, warnings, diagnostics.
        case error
    }

    package let output: TerminalCapabilities
    package let error: TerminalCapabilities

    private struct State {
        /// The lines on the terminal that belong to the live block.
        var block = LiveBlock()
        var detour: Detour?
        var hasBrokenPipe = false
        /// What is to be written to the terminal once a question is answered; nil where none stands there.
        var postponed: [(text: String, stream: Stream)]?
    }

    /// Takes rendered text to the screen by another way. Called under the lock: it must not print.
    typealias Detour = @Sendable (String) -> Void

    private let outputDescriptor: Int32
    private let errorDescriptor: Int32
    private let onBrokenPipe: @Sendable () -> Void
    private let state = Mutex(State())

    /// - Parameter onBrokenPipe: called once, outside the lock, when the reader of the standard output has gone away.
    ///   Unless it ends the process, later output to that stream is dropped.
    package init(
        output: TerminalCapabilities,
        error: TerminalCapabilities,
        outputDescriptor: Int32 = 1,
        errorDescriptor: Int32 = 2,
        onBrokenPipe: @escaping @Sendable () -> Void = BrokenPipe.exitQuietly
    ) {
        self.output = output
        self.error = error
        self.outputDescriptor = outputDescriptor
        self.errorDescriptor = errorDescriptor
        self.onBrokenPipe = onBrokenPipe
        BrokenPipe.ignoreSignal()
    }

    /// Standard output and standard error of this process.
    package convenience init(
        environment: [String: String],
        color: ColorChoice = .auto,
        onBrokenPipe: @escaping @Sendable () -> Void = BrokenPipe.exitQuietly
    ) {
        self.init(
            output: TerminalCapabilities(descriptor: 1, environment: environment, color: color),
            error: TerminalCapabilities(descriptor: 2, environment: environment, color: color),
            onBrokenPipe: onBrokenPipe
        )
    }

    package func capabilities(of stream: Stream) -> TerminalCapabilities {
        stream == .output ? output : error
    }

    /// The width to lay text out for, asked anew because windows are resized; nil where nothing may be cut.
    package func columns(of stream: Stream = .output) -> Int? {
        guard let known = capabilities(of: stream).columns else { return nil }
        return TerminalSize(descriptor: descriptor(of: stream))?.columns ?? known
    }

    /// The height of the terminal behind a stream, asked anew; nil where there is none.
    package func rows(of stream: Stream) -> Int? {
        guard let known = capabilities(of: stream).rows else { return nil }
        return TerminalSize(descriptor: descriptor(of: stream))?.rows ?? known
    }

    /// Prints a text and a line feed.
    package func print(_ text: StyledText, to stream: Stream = .output) {
        write(text.rendered(color: capabilities(of: stream).usesColor) + "\n", to: stream)
    }

    /// Prints several lines without a chance for others to come between.
    package func print(_ lines: [StyledText], to stream: Stream = .output) {
        if lines.isEmpty { return }
        var text = lines[0]
        for line in lines.dropFirst() {
            text.append("\n")
            text.append(line)
        }
        print(text, to: stream)
    }

    /// Prints text for reading, broken at words where it is wider than the terminal.
    ///
    /// - Parameter indent: the spaces in front of a line that goes on.
    package func print(wrapping text: StyledText, indent: Int = 0, to stream: Stream = .output) {
        print(columns(of: stream).map { text.wrapped(to: $0, indent: indent) } ?? [text], to: stream)
    }

    /// Prints a table, laid out for the terminal's width where there is one.
    package func print(_ table: TextTable, to stream: Stream = .output) {
        table.forEachPart(width: columns(of: stream)) { print($0, to: stream) }
    }

    /// Writes text as it is: JSON, or a rendering that is terminal-safe already.
    package func write(_ text: String, to stream: Stream = .output) {
        let broke = state.withLock { state in
            if let detour = state.detour, capabilities(of: stream).isTerminal {
                detour(text)
                return false
            }
            if state.postponed != nil, capabilities(of: stream).isTerminal {
                state.postponed?.append((text, stream))
                return false
            }
            // A message on a stream that is no terminal does not disturb the block.
            let interrupts = !state.block.isEmpty && capabilities(of: stream).isTerminal
            var broke = false
            if interrupts { _ = send(state.block.erasing(columns: columns(of: .error)), to: .error, &state) }
            broke = send(text, to: stream, &state)
            if interrupts { _ = send(state.block.drawing(), to: .error, &state) }
            return broke
        }
        if broke { onBrokenPipe() }
    }

    /// Replaces the live block at the bottom of the terminal behind standard error; no lines take it away.
    ///
    /// The cursor always rests below the block at the start of a line, visible: nothing is left to restore, even if
    /// the process is killed.
    func showBlock(_ lines: [StyledText]) {
        guard error.movesCursor else { return }
        state.withLock { state in
            guard state.postponed == nil else { return }
            let frame = state.block.replacing(
                with: lines.map { BlockLine(text: $0.rendered(color: error.usesColor), width: $0.width) },
                columns: columns(of: .error)
            )
            _ = send(frame, to: .error, &state)
        }
    }

    /// Puts a question, with the cursor behind it, in the place of the live block. Until `endQuestion` everything else
    /// for the terminal waits: the line belongs to whoever answers.
    func beginQuestion(_ question: StyledText) {
        state.withLock { state in
            _ = send(state.block.replacing(with: [], columns: columns(of: .error)), to: .error, &state)
            state.postponed = state.postponed ?? []
            _ = send(question.rendered(color: error.usesColor), to: .error, &state)
        }
    }

    /// - Parameter isLineOpen: the cursor still stands behind the question.
    func endQuestion(isLineOpen: Bool) {
        let broke = state.withLock { state in
            if isLineOpen { _ = send("\n", to: .error, &state) }
            let postponed = state.postponed ?? []
            state.postponed = nil
            return postponed.reduce(false) { broke, item in send(item.text, to: item.stream, &state) || broke }
        }
        if broke { onBrokenPipe() }
    }

    /// Installs the way around a half-typed line, or takes it away. Nothing is being written when this returns.
    func setDetour(_ detour: Detour?) {
        state.withLock { $0.detour = detour }
    }

    private func descriptor(of stream: Stream) -> Int32 {
        stream == .output ? outputDescriptor : errorDescriptor
    }

    /// True when the standard output turned out to be broken just now.
    private func send(_ text: String, to stream: Stream, _ state: inout State) -> Bool {
        if text.isEmpty || (stream == .output && state.hasBrokenPipe) { return false }
        // A lost standard error leaves nobody to tell.
        guard !DescriptorWriter.write(text, to: descriptor(of: stream)), stream == .output else { return false }
        state.hasBrokenPipe = true
        return true
    }
}
