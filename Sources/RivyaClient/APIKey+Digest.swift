package import RivyaRuns

extension APIKey {
    /// By which a ledger knows it.
    package var digest: CredentialDigest { CredentialDigest(ofKey: revealed()) }
}
