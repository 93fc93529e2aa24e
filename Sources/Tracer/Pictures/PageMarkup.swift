/// The static HTML of the page.
enum PageMarkup {
    /// The HTML up to the text of the policy.
    static var beginning: StaticString {
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>swiftlet: a run</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="
        """
    }

    static var body: StaticString {
        """
        <body>
        <header>
        <h1>swiftlet</h1>
        <p id="summary"></p>
        <form id="find" role="search"><label for="query">Search commands and environments</label>
        <input id="query" type="search" autocomplete="off" spellcheck="false" placeholder="press / to search">
        <output id="found" for="query" role="status"></output></form>
        <div class="tools"><button id="in" type="button">Zoom in</button>
        <button id="out" type="button">Zoom out</button><button id="all" type="button">Whole run</button>
        <button id="failure" type="button">Next failure</button></div>
        </header>
        <main>
        <section aria-label="Timeline">
        <p id="keys" class="hint">Drag or arrow keys: move. Wheel, + and -: zoom. n and p: next and previous program. f: next failure. 0: the whole run. The table below holds the same as text.</p>
        <p class="hint legend"><span class="ok">exit 0</span> <span class="bad">other exit status</span> <span class="killed">ended by a signal</span> <span class="open">still running, or replaced by the next exec</span> <span class="failed">exec failed</span></p>
        <div id="chart"><canvas id="timeline" tabindex="0" role="application" aria-label="Timeline of programs" aria-describedby="keys"></canvas></div>
        </section>
        <section id="details" aria-label="Selected program" aria-live="polite" tabindex="-1"><p class="hint">Select a program.</p></section>
        <section aria-label="Programs as a table"><table><caption>Programs, in order of time</caption>
        <thead><tr><th scope="col">start</th><th scope="col">duration</th><th scope="col">pid</th><th scope="col">ppid</th><th scope="col">end</th><th scope="col">command</th></tr></thead>
        <tbody id="rows"></tbody></table><button id="more" type="button" hidden>Show more</button></section>
        </main>
        <noscript><p>This page needs JavaScript; it loads nothing from anywhere.</p></noscript>

        """
    }
}
