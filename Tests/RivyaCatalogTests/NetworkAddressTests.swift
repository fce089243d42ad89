import RivyaCatalog
import Testing

@Suite struct NetworkAddressTests {
    @Test(arguments: [
        ("127.0.0.1", NetworkAddress.Scope.machine), ("127.255.255.254", .machine), ("0.0.0.0", .machine),
        ("0.1.2.3", .machine), ("::1", .machine), ("::", .machine), ("::ffff:127.0.0.1", .machine),
        ("::127.0.0.1", .machine), ("64:ff9b::7f00:1", .machine), ("2002:7f00:1::", .machine),
        ("::ffff:0:127.0.0.1", .machine),
        ("10.0.0.1", .network), ("172.16.0.1", .network), ("172.31.255.255", .network), ("192.168.1.1", .network),
        ("100.64.0.1", .network), ("fd00::1", .network), ("::ffff:10.1.2.3", .network),
        ("64:ff9b::192.168.0.1", .network), ("64:ff9b:1::1", .network), ("2002:c0a8:0101::1", .network),
        ("169.254.169.254", .special), ("224.0.0.1", .special), ("255.255.255.255", .special), ("fe80::1", .special),
        ("ff02::1", .special), ("192.0.0.170", .special), ("198.18.0.1", .special), ("240.0.0.1", .special),
        ("2001:0:1::1", .special), ("fec0::1", .special), ("64:ff9b::a9fe:a9fe", .special),
        ("172.32.0.1", .internet), ("100.128.0.1", .internet), ("192.0.2.1", .internet), ("8.8.8.8", .internet),
        ("2606:4700::1", .internet), ("64:ff9b::8.8.8.8", .internet), ("::ffff:8.8.8.8", .internet),
    ])
    func scope(text: String, scope: NetworkAddress.Scope) throws {
        #expect(try #require(NetworkAddress(text)).scope == scope)
    }

    @Test(arguments: [
        ("0:0:0:0:0:0:0:1", "::1"), ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("::", "::"),
        ("1:0:0:0:0:0:0:0", "1::"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("::ffff:1.2.3.4", "::ffff:102:304"),
        ("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"), ("192.0.2.1", "192.0.2.1"),
    ])
    func text(written: String, text: String) throws {
        #expect(try #require(NetworkAddress(written)).text == text)
    }

    @Test(arguments: [
        "", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "::g", "::1%eth0", "[::1]",
        "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", "::1.2.3", "1::2:3:4:5:6:7:8", "::1.2.3.4:1",
        "1:2:3:4:5:6:7:1.2.3.4",
    ])
    func noAddress(text: String) {
        #expect(NetworkAddress(text) == nil)
    }

    @Test(arguments: [
        ("127.1", "127.0.0.1"), ("127.0.1", "127.0.0.1"), ("2130706433", "127.0.0.1"), ("0x7f000001", "127.0.0.1"),
        ("0x7f.0x1", "127.0.0.1"), ("017700000001", "127.0.0.1"), ("0177.0.0.01", "127.0.0.1"), ("0", "0.0.0.0"),
        ("4294967295", "255.255.255.255"), ("10.1", "10.0.0.1"), ("0X7F.1", "127.0.0.1"),
    ])
    func looseForms(written: String, text: String) throws {
        #expect(try #require(NetworkAddress(looseIPv4: written)).text == text)
    }

    @Test(arguments: [
        "", "4294967296", "1.16777216", "256.1", "0xg", "08", "1..2", "99999999999999999999", "-1", "1.2.3.256",
    ])
    func noLooseAddress(text: String) {
        #expect(NetworkAddress(looseIPv4: text) == nil)
    }
}
