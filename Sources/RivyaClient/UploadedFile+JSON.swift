import RivyaRuns
import RivyaSyntax

extension UploadedFile {
    /// The names of most fields are not documented, so both spellings are taken, at the top or one level down
    /// (`Documentation/Service.md`, "Files").
    init?(_ json: JSONValue) {
        for object in [json, json["data"], json["file"]] {
            let id = object?["id"] ?? object?["file_id"] ?? object?["fileId"]
            guard let object, let id = id?.string, !id.isEmpty, let url = object["url"]?.string, !url.isEmpty else {
                continue
            }
            let token = object["duration_token"]?.string ?? object["durationToken"]?.string
            self.init(id: id, url: url, durationToken: token)
            return
        }
        return nil
    }
}
