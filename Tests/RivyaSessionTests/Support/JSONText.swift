import Foundation

/// JSON text as a value that can be compared; the order of keys does not count, the types of values do.
func json(_ text: String) throws -> NSDictionary {
    try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary ?? [:]
}

/// Lines of JSON, each an object.
func jsonLines(_ text: String) throws -> [NSDictionary] { try text.split(separator: "\n").map { try json(String($0)) } }
