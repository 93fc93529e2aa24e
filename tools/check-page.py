#!/usr/bin/env python3
"""Opens a page of swiftlet in headless Chromium and prints as JSON what a user finds in it.

    check-page.py PAGE SEARCH [SCREENSHOT [SCREENSHOT-OF-A-PHONE [light|dark]]]

Speaks the DevTools protocol over a pipe (--remote-debugging-pipe), so it needs no package.
"""
import base64
import json
import os
import subprocess
import sys
import tempfile

page, query = os.path.abspath(sys.argv[1]), sys.argv[2]
screenshot, phone, scheme = (sys.argv[3:] + [None] * 3)[:3]

to_read, to_write = os.pipe()
from_read, from_write = os.pipe()


def descriptors():
    os.dup2(to_read, 100)
    os.dup2(from_write, 101)
    os.dup2(100, 3)
    os.dup2(101, 4)


profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
browser = subprocess.Popen(
    ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
     "--remote-debugging-pipe", "--window-size=1400,900", "--user-data-dir=" + profile.name],
    preexec_fn=descriptors, close_fds=False,
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
os.close(to_read)
os.close(from_write)

buffer, number, messages = b"", 0, []


def receive():
    global buffer
    while b"\0" not in buffer:
        piece = os.read(from_read, 1 << 20)
        if not piece:
            sys.exit("check-page.py: the browser has ended")
        buffer += piece
    text, buffer = buffer.split(b"\0", 1)
    return json.loads(text)


def call(method, session=None, **parameters):
    global number
    number += 1
    message = {"id": number, "method": method, "params": parameters}
    if session:
        message["sessionId"] = session
    data = json.dumps(message).encode() + b"\0"
    while data:
        data = data[os.write(to_write, data):]
    while True:
        answer = receive()
        if answer.get("id") == number:
            if "error" in answer:
                sys.exit("check-page.py: %s: %s" % (method, answer["error"]))
            return answer["result"]
        messages.append(answer)


def wait_for(method):
    while not any(message.get("method") == method for message in messages):
        messages.append(receive())


try:
    target = call("Target.createTarget", url="about:blank")["targetId"]
    session = call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ["Page", "Runtime", "Log", "Network"]:
        call(domain + ".enable", session)
    call("Page.navigate", session, url="file://" + page)
    wait_for("Page.loadEventFired")

    def evaluate(expression):
        result = call("Runtime.evaluate", session, expression=expression, returnByValue=True,
                      awaitPromise=True)
        if "exceptionDetails" in result:
            sys.exit("check-page.py: %s: %s" % (expression, result["exceptionDetails"]))
        return result["result"].get("value")

    def save(path):
        image = call("Page.captureScreenshot", session, format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(image))

    if scheme:
        call("Emulation.setEmulatedMedia", session,
             features=[{"name": "prefers-color-scheme", "value": scheme}])
    found = {
        # Milliseconds from the start of the navigation until something is drawn.
        "firstPaint": evaluate(
            "new Promise(done => { const look = () => { const entry = "
            "performance.getEntriesByName('first-contentful-paint')[0];"
            " if (entry) done(entry.startTime); else requestAnimationFrame(look); }; look(); })"),
        "programs": evaluate("swiftlet.programs.length"),
        "slices": evaluate("swiftlet.rows.flat().length"),
        "depth": evaluate("swiftlet.rows.length"),
        "rows": evaluate("document.querySelectorAll('#rows tr').length"),
        "summary": evaluate("document.getElementById('summary').textContent"),
        # Slices in a row don't overlap. A failed exec is a mark on its process's slice.
        "overlaps": evaluate("swiftlet.rows.map(row => row.filter(one => one.state !== 'failed')).filter(row => row.some((one, at) => at && one.at < row[at - 1].end - 1e-6)).length"),
        "commands": evaluate("swiftlet.programs.map(one => one.command)"),
        "states": evaluate("swiftlet.programs.map(one => one.state)"),
        "scripts": evaluate("document.scripts.length"),
        "hostile": evaluate("window.hostile === undefined && document.title"),
        "frame": evaluate("(async () => { swiftlet.search(''); const start = performance.now();"
                          " for (let i = 0; i < 5; i++) { document.getElementById('in').click();"
                          " await new Promise(requestAnimationFrame); } document.getElementById('all').click();"
                          " return (performance.now() - start) / 5; })()"),
    }
    # Use the keyboard, as a user does.
    evaluate("document.getElementById('query').focus()")
    call("Input.insertText", session, text=query)
    found["found"] = evaluate("document.getElementById('found').textContent")
    found["foundRows"] = evaluate("document.querySelectorAll('#rows tr').length")
    for kind in ["keyDown", "keyUp"]:
        call("Input.dispatchKeyEvent", session, type=kind, key="Enter", code="Enter", text="\r" if kind == "keyDown" else "",
             windowsVirtualKeyCode=13)
    found["heading"] = evaluate("document.querySelector('#details h2')?.textContent")
    found["command"] = evaluate("document.querySelector('#details pre')?.textContent")
    found["diff"] = evaluate("[...document.querySelectorAll('#details .diff li')].map(one => one.textContent)")
    found["focus"] = evaluate("document.activeElement.id")
    before = evaluate("swiftlet.view()")
    for kind in ["keyDown", "keyUp"]:
        call("Input.dispatchKeyEvent", session, type=kind, key="+", text="+" if kind == "keyDown" else "")
    after = evaluate("swiftlet.view()")
    found["zoomed"] = after[1] - after[0] < before[1] - before[0]
    # The keys work wherever the focus is, except while a search is typed.
    def press(key):
        for kind in ["keyDown", "keyUp"]:
            call("Input.dispatchKeyEvent", session, type=kind, key=key, text=key if kind == "keyDown" else "")

    selected = "document.querySelector('#details h2')?.textContent"
    found["keys"] = []
    for place in ["document.activeElement.blur()", "document.getElementById('all').focus()",
                  "document.getElementById('details').focus()"]:
        evaluate("swiftlet.search(''); document.getElementById('all').click(); swiftlet.select(0); " + place)
        before, first = evaluate("swiftlet.view()"), evaluate(selected)
        press("+")
        after = evaluate("swiftlet.view()")
        press("n")
        moved = evaluate(selected) != first
        press("f")
        found["keys"].append([after[1] - after[0] < before[1] - before[0], moved, evaluate(selected)])
    evaluate("document.getElementById('query').value = ''; document.getElementById('query').focus()")
    before = evaluate(selected)
    press("n")
    press("f")
    found["typed"] = [evaluate("document.getElementById('query').value"), evaluate(selected) == before]
    evaluate("document.getElementById('query').value = ''; swiftlet.search('')")
    # On a phone each command is on its own line, and nothing is wider than the screen.
    call("Emulation.setDeviceMetricsOverride", session, width=390, height=844, deviceScaleFactor=2, mobile=True)
    found["phone"] = evaluate(
        "(async () => { await new Promise(requestAnimationFrame); await new Promise(requestAnimationFrame);"
        " const cells = [...document.querySelectorAll('#rows tr:not([hidden]) td:last-child button')]"
        ".map(one => one.getBoundingClientRect());"
        " return [document.documentElement.scrollWidth, Math.min(...cells.map(one => one.width)),"
        " Math.max(...cells.map(one => one.right)), Math.min(...cells.map(one => one.height))]; })()")
    if phone:
        save(phone)
    call("Emulation.clearDeviceMetricsOverride", session)
    # The canvas is not blank.
    found["colours"] = evaluate(
        "(async () => { await new Promise(requestAnimationFrame); await new Promise(requestAnimationFrame);"
        " const c = document.getElementById('timeline'), d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        " const seen = new Set(); for (let i = 0; i < d.length; i += 4) seen.add(d[i] << 16 | d[i + 1] << 8 | d[i + 2]);"
        " return seen.size; })()")
    if screenshot:
        evaluate("document.getElementById('query').value = ''; swiftlet.search(''); document.getElementById('all').click();"
                 " window.scrollTo(0, 0); document.activeElement.blur();"
                 " new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        save(screenshot)
    call("Runtime.evaluate", session, expression="1")
    found["errors"] = [
        json.dumps(message["params"])[:300] for message in messages
        if message.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded")
        or message.get("method") == "Runtime.consoleAPICalled"]
    found["requests"] = [
        message["params"]["request"]["url"] for message in messages
        if message.get("method") == "Network.requestWillBeSent"
        and not message["params"]["request"]["url"].startswith("file://" + page)]
    print(json.dumps(found))
finally:
    browser.kill()
    browser.wait()
