import Synchronization

/// Group commit for folders: names that are added while a folder is on its way to the disk share the next trip.
final class FolderCommits: Sendable {
    private typealias Waiter = CheckedContinuation<LocalFile.Problem?, Never>

    private struct State {
        var waiters: [String: [Waiter]] = [:]
        /// Folders that somebody is writing.
        var busy: Set<String> = []
    }

    private let state = Mutex(State())

    /// Returns once the folder's list of names, as it is now, would survive a power cut.
    func commit(_ folder: String) async throws(LocalFile.Problem) {
        let problem: LocalFile.Problem? = await withCheckedContinuation { waiter in
            let isFirst = state.withLock { state in
                state.waiters[folder, default: []].append(waiter)
                return state.busy.insert(folder).inserted
            }
            if isFirst { FileWork.start { self.serve(folder) } }
        }
        if let problem { throw problem }
    }

    private func serve(_ folder: String) {
        while true {
            let waiters = state.withLock { state in
                let waiters = state.waiters.removeValue(forKey: folder)
                if waiters == nil { state.busy.remove(folder) }
                return waiters
            }
            guard let waiters else { return }
            var problem: LocalFile.Problem?
            do throws(LocalFile.Problem) {
                try LocalFile(folder).synchronize()
            } catch {
                problem = error
            }
            for waiter in waiters { waiter.resume(returning: problem) }
        }
    }
}
