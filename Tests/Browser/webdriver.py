"""A browser, driven over the W3C WebDriver protocol by Debian's chromedriver. Only what the tests need."""

import base64
import json
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"

KEYS = {
    "Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004", "Shift": "\ue008", "Space": " ",
    "ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015",
    "Home": "\ue011", "End": "\ue010", "Control": "\ue009", "Alt": "\ue00a",
}


class WebDriverError(Exception):
    pass


class Browser:
    """One window of headless Chromium with a profile of its own."""

    def __init__(self, width=1280, height=800):
        self.folder = tempfile.mkdtemp(prefix="rivya-browser-")
        self.log = open(f"{self.folder}/driver.log", "w+", encoding="utf-8")
        # The driver chooses a free port and says which.
        self.driver = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=self.log, stderr=subprocess.STDOUT)
        self.base = f"http://127.0.0.1:{self._port()}"
        # The sandbox needs rights that a container does not have; nothing else is asked of the browser.
        arguments = [
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", f"--user-data-dir={self.folder}/profile",
            f"--window-size={width},{height}", "--no-first-run", "--hide-scrollbars",
        ]
        answer = self._call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"},
            "timeouts": {"script": 60000, "pageLoad": 60000},
        }}})
        self.session = f"/session/{answer['sessionId']}"
        self.resize(width, height)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        try:
            self._call("DELETE", self.session)
        finally:
            self.driver.terminate()
            self.driver.wait()
            self.log.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _port(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with open(self.log.name, encoding="utf-8") as log:
                for line in log:
                    if "started successfully on port" in line:
                        return int(line.rstrip(". \n").rsplit(" ", 1)[1])
            if self.driver.poll() is not None:
                break
            time.sleep(0.05)
        raise WebDriverError("chromedriver did not start")

    def _call(self, method, path, body=None):
        data = None if body is None and method != "POST" else json.dumps(body or {}).encode()
        request = urllib.request.Request(
            self.base + path, data=data, method=method, headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            raise WebDriverError(f"{value['error']}: {value['message'].splitlines()[0]}") from None

    # Pages

    def open(self, url):
        self._call("POST", self.session + "/url", {"url": url})

    def reload(self):
        self._call("POST", self.session + "/refresh")

    def run(self, script, *arguments):
        """Runs the body of a function; its promise is waited for."""
        return self._call("POST", self.session + "/execute/sync", {"script": script, "args": list(arguments)})

    def wait(self, script, *arguments, seconds=30, what=None):
        """Until the expression is true; its value."""
        deadline = time.monotonic() + seconds
        while True:
            value = self.run(f"return ({script})", *arguments)
            if value:
                return value
            if time.monotonic() > deadline:
                raise WebDriverError(f"waited {seconds} s in vain for {what or script}")
            time.sleep(0.05)

    def resize(self, width, height):
        # Of the page itself, without what a window has around it.
        self.command("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})

    def prefer(self, **features):
        self.command("Emulation.setEmulatedMedia", {
            "features": [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]})

    def command(self, name, parameters):
        return self._call("POST", self.session + "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self._call("GET", self.session + "/screenshot")))

    def errors(self):
        """What the console complained of since the last time."""
        entries = self._call("POST", self.session + "/se/log", {"type": "browser"})
        return [entry["message"] for entry in entries if entry["level"] == "SEVERE"]

    # People

    def find(self, selector):
        return self._call("POST", self.session + "/element", {"using": "css selector", "value": selector})[ELEMENT]

    def click(self, selector):
        self._call("POST", f"{self.session}/element/{self.find(selector)}/click")

    def type(self, selector, text):
        self._call("POST", f"{self.session}/element/{self.find(selector)}/value", {"text": text})

    def press(self, *names, holding=()):
        actions = [{"type": "keyDown", "value": KEYS.get(name, name)} for name in holding]
        for name in names:
            actions += [{"type": kind, "value": KEYS.get(name, name)} for kind in ("keyDown", "keyUp")]
        actions += [{"type": "keyUp", "value": KEYS.get(name, name)} for name in reversed(holding)]
        self._call("POST", self.session + "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def drag(self, source, target):
        """A pointer takes one element to another."""
        def move(selector):
            return {"type": "pointerMove", "duration": 120, "x": 0, "y": 0, "origin": {ELEMENT: self.find(selector)}}
        self._call("POST", self.session + "/actions", {"actions": [{
            "type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"},
            "actions": [
                move(source), {"type": "pointerDown", "button": 0},
                {"type": "pointerMove", "duration": 120, "x": 12, "y": 4, "origin": "pointer"},
                {"type": "pause", "duration": 200}, move(target), {"type": "pause", "duration": 200},
                {"type": "pointerMove", "duration": 50, "x": 1, "y": 1, "origin": "pointer"},
                {"type": "pause", "duration": 200}, {"type": "pointerUp", "button": 0},
            ]}]})
