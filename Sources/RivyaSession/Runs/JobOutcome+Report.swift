import Foundation
import RivyaLanguage
import RivyaRuns
import RivyaSyntax

extension JobOutcome {
    /// What a script may ask of a job that has ended.
    init(_ report: JobReport) {
        self.init(
            id: report.taskID, status: report.status == .cached ? "succeeded" : report.status.rawValue,
            urls: report.urls, path: report.files.first, credits: report.credits, error: report.failure?.message,
            seconds: report.seconds.flatMap { Number(String(format: "%.3f", $0)) })
    }
}
