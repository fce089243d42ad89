import RivyaCatalog
import RivyaLanguage
import RivyaSyntax

extension JobRequest {
    /// The parameters that are not the model's defaults, on one line: `duration=10 sound=true`.
    var parametersText: String {
        let parts = zip(request.model.parameters, request.values).compactMap { parameter, value in
            value == parameter.defaultValue ? nil : value.map { "\(parameter.key)=\($0.text)" }
        }
        return TerminalText.safe(parts.joined(separator: " "))
    }

    /// Axes on one line: `subject=fox ratio=16:9`.
    var axesText: String {
        TerminalText.safe(axes.map { "\($0.name)=\($0.value.text)" }.joined(separator: " "))
    }
}
