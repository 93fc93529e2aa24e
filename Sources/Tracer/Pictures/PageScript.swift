/// The page's script. It never turns data of the run into markup: text goes into text nodes.
enum PageScript {
    /// The text's SHA-256 in base64, for the page's policy. A test computes it anew.
    static var digest: StaticString { "BXOMloBTI7QsXQ/6mB7U+YnET/qHUgEDpgSW/jYi5bY=" }

    static var text: StaticString {
        #"""

        'use strict';
        (() => {
        const $ = id => document.getElementById(id);
        const records = JSON.parse($('run').textContent);
        const strings = [], sets = [], programs = [], processes = [], byExec = new Map(), live = new Map();
        let base = null, last = 0, summary = null;

        // Milliseconds from the second of the first event on, exact to the nanosecond.
        const time = text => {
          const second = Date.parse(text.slice(0, 19) + 'Z');
          if (base === null) base = second;
          return second - base + Number((text.slice(20, -1) + '000000000').slice(0, 9)) / 1e6;
        };
        const finish = (process, at, exit) => {
          process.end = at;
          const program = process.current;
          if (!program) return;
          program.end = at;
          program.exit = exit;
          program.state = !exit ? 'open' : exit.signal ? 'killed' : exit.exit_code ? 'bad' : 'ok';
          process.current = null;
        };
        const takeExec = record => {
          const exec = record.exec, at = time(exec.time);
          last = Math.max(last, at);
          let process = live.get(exec.pid);
          if (process && process.started !== exec.start_time) {
            finish(process, at, null);
            process = null;
          }
          if (!process) {
            const parent = byExec.get(exec.parent_exec_id);
            process = {pid: exec.pid, started: exec.start_time, start: at, end: null, current: null, row: 0,
              parent: parent ? parent.process : null};
            processes.push(process);
            live.set(exec.pid, process);
          }
          const failed = exec.result !== 0;
          const program = {exec, at, end: failed ? at : null, process, exit: null, tcp: [],
            state: failed ? 'failed' : 'open', command: record.command, env: record.env,
            parentEnv: record.parent_env, matches: true};
          if (!failed) {
            if (process.current) { process.current.end = at; process.current.replaced = true; }
            process.current = program;
            byExec.set(exec.exec_id, program);
          }
          programs.push(program);
        };
        // A process that failed and never called exec: it ran the program that forked it.
        const takeForked = (exit, at, process) => {
          const parent = byExec.get(exit.exec_id);
          if (!parent || exit.exec_id !== exit.parent_exec_id || !(exit.signal || exit.exit_code)) return;
          const start = Math.max(at - exit.duration_ns / 1e6, parent.at);
          if (!process) {
            process = {pid: exit.pid, start, end: at, current: null, row: 0, parent: parent.process};
            processes.push(process);
          }
          programs.push({exec: {comm: exit.comm, pid: exit.pid, ppid: exit.ppid, filename: '',
            parent_exec_id: exit.parent_exec_id}, at: start, end: at, process, exit, tcp: [], forked: true,
            state: exit.signal ? 'killed' : 'bad', command: '(forked ' + exit.comm + ')', matches: true});
        };
        const takeExit = exit => {
          const at = time(exit.time);
          let process = live.get(exit.pid);
          last = Math.max(last, at);
          live.delete(exit.pid);
          if (process && process.current && process.current.exec.exec_id === exit.exec_id) return finish(process, at, exit);
          if (process && process.current) {
            // Another process had the pid before, and its exit was lost.
            finish(process, Math.max(process.start, at - exit.duration_ns / 1e6), null);
            process = null;
          }
          if (process) process.end = at;
          takeForked(exit, at, process);
        };
        for (const record of records) {
          for (const string of record.strings || []) strings.push(string);
          for (const set of record.sets || []) sets.push(set);
          if (record.exec) takeExec(record);
          else if (record.exit) takeExit(record.exit);
          else if (record.tcp) {
            const program = byExec.get(record.tcp.exec_id);
            if (program) program.tcp.push(record.tcp);
          } else if ('summary' in record) summary = record.summary;
        }
        for (const process of live.values()) finish(process, last, null);
        // Forked processes came with their ends.
        programs.sort((one, other) => one.at - other.at);
        programs.forEach((program, index) => { program.index = index; });
        processes.sort((one, other) => one.start - other.start);
        const isFailure = program => program.state === 'bad' || program.state === 'killed' || program.state === 'failed';

        // Rows: below the parent's, the first that is free. Processes are in order of time. The rows' ends are
        // leaves of a tree whose nodes have the least of what is below, so that it takes few steps.
        const rows = [];
        let leaves = 1;
        while (leaves < processes.length) leaves *= 2;
        const ends = new Float64Array(2 * leaves).fill(-1);
        const firstFree = (row, start) => {
          let at = row + leaves;
          do {
            while (at % 2 === 0) at /= 2;
            if (ends[at] <= start) {
              while (at < leaves) { at *= 2; if (ends[at] > start) at++; }
              return at - leaves;
            }
            at++;
          } while ((at & -at) !== at);
          return rows.length;
        };
        for (const process of processes) {
          const row = firstFree(process.parent ? process.parent.row + 1 : 0, process.start);
          while (rows.length <= row) rows.push([]);
          process.row = row;
          let at = row + leaves;
          ends[at] = Math.max(process.end, process.start);
          while (at > 1) { at = Math.floor(at / 2); ends[at] = Math.min(ends[2 * at], ends[2 * at + 1]); }
        }
        for (const program of programs) rows[program.process.row].push(program);

        const format = milliseconds =>
          milliseconds < 1 ? (milliseconds * 1000).toFixed(0) + ' \u00b5s'
          : milliseconds < 1000 ? milliseconds.toFixed(1) + ' ms' : (milliseconds / 1000).toFixed(2) + ' s';
        const endOf = program =>
          program.state === 'failed' ? program.exec.error
          : program.exit ? program.exit.signal || 'exit ' + program.exit.exit_code
          : program.replaced ? 'next exec' : 'running';

        // ---- the chart
        const canvas = $('timeline'), drawing = canvas.getContext('2d'), height = 22;
        const first = programs.length ? programs[0].at : 0;
        const span = Math.max(last - first, 0.001);
        let from = first, to = last > first ? last : first + 1, top = 0, selected = null, isDirty = false;
        const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
        const redraw = () => { if (!isDirty) { isDirty = true; requestAnimationFrame(draw); } };
        const x = at => (at - from) / (to - from) * canvas.clientWidth;
        const draw = () => {
          isDirty = false;
          const width = canvas.clientWidth, tall = canvas.clientHeight, scale = window.devicePixelRatio || 1;
          canvas.width = width * scale;
          canvas.height = tall * scale;
          drawing.scale(scale, scale);
          const colours = {};
          for (const name of ['ok', 'bad', 'killed', 'open', 'failed', 'mark', 'ink', 'text', 'dim', 'line'])
            colours[name] = colour(name);
          drawing.font = '12px system-ui, sans-serif';
          drawing.textBaseline = 'middle';
          const step = niceStep((to - from) / Math.max(width / 110, 1));
          for (let at = Math.ceil((from - first) / step) * step; at + first < to; at += step) {
            drawing.fillStyle = colours.line;
            drawing.fillRect(x(at + first), 0, 1, tall);
            drawing.fillStyle = colours.dim;
            drawing.fillText(format(at), x(at + first) + 4, 9);
          }
          const firstRow = Math.max(0, Math.floor((top - height) / height));
          for (let row = firstRow; row < rows.length && row * height - top < tall; row++) {
            const y = row * height - top + 20;
            let drawn = -1;
            for (const program of rows[row]) {
              if (program.end < from || program.at > to) continue;
              const left = Math.max(x(program.at), -2), right = Math.min(x(program.end), width + 2);
              const wide = Math.max(right - left, isFailure(program) ? 3 : 1);
              // What falls on a pixel that is taken is not seen, unless it failed.
              if (left + wide <= drawn && program !== selected && !isFailure(program)) continue;
              drawn = left + wide;
              drawing.globalAlpha = program.matches ? 1 : 0.18;
              drawing.fillStyle = colours[program.state];
              drawing.fillRect(left, y, wide, height - 3);
              if (wide > 26) {
                drawing.save();
                drawing.beginPath();
                drawing.rect(left, y, wide - 2, height);
                drawing.clip();
                drawing.fillStyle = colours.ink;
                const mark = program.state === 'bad' || program.state === 'killed' ? '\u2717 ' : '';
                drawing.fillText(mark + program.command, Math.max(left, 0) + 4, y + (height - 3) / 2);
                drawing.restore();
              }
              if (program === selected) {
                drawing.globalAlpha = 1;
                drawing.strokeStyle = colours.mark;
                drawing.lineWidth = 2;
                drawing.strokeRect(left, y, Math.max(wide, 3), height - 3);
              }
            }
          }
          drawing.globalAlpha = 1;
        };
        const niceStep = least => {
          let step = Math.pow(10, Math.floor(Math.log10(least)));
          for (const factor of [1, 2, 5, 10]) if (step * factor >= least) return step * factor;
          return step * 10;
        };
        const setView = (start, end) => {
          const wide = Math.min(Math.max(end - start, 1e-4), span * 1.05);
          start = Math.min(Math.max(start, first - span * 0.02), first + span * 1.03 - wide);
          from = start;
          to = start + wide;
          redraw();
        };
        const zoom = (factor, around = (from + to) / 2) =>
          setView(around - (around - from) * factor, around + (to - around) * factor);
        const scroll = by => {
          top = Math.max(0, Math.min(top + by, rows.length * height + 24 - canvas.clientHeight));
          redraw();
        };
        const show = program => {
          const wide = to - from;
          if (program.at < from || program.at > to) setView(program.at - wide / 3, program.at + wide * 2 / 3);
          const y = program.process.row * height;
          if (y < top || y + height * 2 > top + canvas.clientHeight) { top = 0; scroll(y - canvas.clientHeight / 2); }
        };
        const programAt = (left, above) => {
          const row = rows[Math.floor((above - 20 + top) / height)] || [];
          let best = null;
          for (const program of row)
            if (x(program.at) - 2 <= left && left <= Math.max(x(program.end), x(program.at) + 1) + 2) best = program;
          return best;
        };
        let drag = null;
        canvas.addEventListener('pointerdown', event => {
          drag = {x: event.offsetX, y: event.offsetY, from, to, moved: false};
          canvas.setPointerCapture(event.pointerId);
        });
        canvas.addEventListener('pointermove', event => {
          if (!drag) {
            const program = programAt(event.offsetX, event.offsetY);
            canvas.title = program ? program.command.slice(0, 200) : '';
            return;
          }
          const by = event.offsetX - drag.x;
          if (Math.abs(by) > 3 || Math.abs(event.offsetY - drag.y) > 3) drag.moved = true;
          if (!drag.moved) return;
          const shift = by / canvas.clientWidth * (drag.to - drag.from);
          setView(drag.from - shift, drag.to - shift);
          scroll(-event.movementY);
        });
        canvas.addEventListener('pointerup', event => {
          const program = drag && !drag.moved ? programAt(event.offsetX, event.offsetY) : null;
          drag = null;
          if (program) select(program.index);
        });
        canvas.addEventListener('wheel', event => {
          event.preventDefault();
          if (event.shiftKey) return scroll(event.deltaY);
          zoom(Math.pow(1.0015, event.deltaY), from + event.offsetX / canvas.clientWidth * (to - from));
        }, {passive: false});
        const next = direction => {
          let index = selected ? selected.index + direction : direction > 0 ? 0 : programs.length - 1;
          while (programs[index] && !programs[index].matches) index += direction;
          if (programs[index]) select(index);
        };
        const nextFailure = () => {
          const start = selected ? selected.index + 1 : 0;
          for (let step = 0; step < programs.length; step++) {
            const program = programs[(start + step) % programs.length];
            if (isFailure(program) && program.matches) return select(program.index);
          }
        };
        // Wherever the focus is, but where text is typed.
        document.addEventListener('keydown', event => {
          const target = event.target, isText = target.matches('input, textarea, select');
          if (isText || target.isContentEditable) return;
          const wide = to - from;
          const actions = {
            ArrowLeft: () => setView(from - wide / 8, to - wide / 8),
            ArrowRight: () => setView(from + wide / 8, to + wide / 8),
            ArrowUp: () => scroll(-height * 3), ArrowDown: () => scroll(height * 3),
            '+': () => zoom(0.7), '=': () => zoom(0.7), '-': () => zoom(1 / 0.7),
            n: () => next(1), p: () => next(-1), f: nextFailure, '0': () => setView(first, last), Home: () => setView(first, last),
            '/': () => $('query').focus(),
          };
          // Elsewhere Enter presses a button.
          if (target === canvas) actions.Enter = () => $('details').focus();
          if (!actions[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
          event.preventDefault();
          actions[event.key]();
        });

        // ---- details
        const element = (name, text, className) => {
          const made = document.createElement(name);
          if (text !== undefined) made.textContent = text;
          if (className) made.className = className;
          return made;
        };
        const variables = set => {
          const found = new Map();
          for (const index of set) {
            const string = strings[index], equals = string.indexOf('=');
            const name = equals > 0 ? string.slice(0, equals) : string;
            if (!found.has(name)) found.set(name, equals > 0 ? string.slice(equals + 1) : null);
          }
          return found;
        };
        const difference = program => {
          const parent = byExec.get(program.exec.parent_exec_id);
          const before = program.parentEnv !== undefined ? program.parentEnv : parent ? parent.env : undefined;
          if (before === undefined || program.env === undefined) return null;
          const own = variables(sets[program.env]), theirs = variables(sets[before]);
          const result = {added: [], changed: [], removed: []};
          for (const [name, value] of own) {
            if (!theirs.has(name)) result.added.push([name, value]);
            else if (theirs.get(name) !== value) result.changed.push([name, value, theirs.get(name)]);
          }
          for (const [name, value] of theirs) if (!own.has(name)) result.removed.push([name, value]);
          return result;
        };
        const assignment = (name, value) => value === null ? name : name + '=' + value;
        const handled = new Set(['v', 'event', 'args', 'args_base64', 'result', 'error']);
        const addField = (list, key, value) => {
          if (value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length)) return;
          list.append(element('dt', key), element('dd', typeof value === 'object' ? JSON.stringify(value) : String(value)));
        };
        const select = index => {
          const program = programs[index], details = $('details');
          selected = program;
          details.replaceChildren(element('h2', program.exec.comm + ', pid ' + program.exec.pid + ': ' + endOf(program)));
          details.append(element('pre', program.command));
          const copy = element('button', 'Copy command');
          copy.addEventListener('click', () => navigator.clipboard && navigator.clipboard.writeText(program.command));
          details.append(copy);
          const changes = difference(program);
          details.append(element('h3', 'Environment, compared with the parent\u2019s'));
          if (!changes) details.append(element('p', program.env === undefined ? 'not in this page' : 'the parent\u2019s is not known', 'hint'));
          else if (!changes.added.length && !changes.changed.length && !changes.removed.length) details.append(element('p', 'the same', 'hint'));
          else {
            const list = element('ul', undefined, 'diff');
            for (const [name, value] of changes.added) list.append(element('li', '+ ' + assignment(name, value), 'added'));
            for (const [name, value, old] of changes.changed) {
              const item = element('li', '~ ' + assignment(name, value), 'changed');
              item.append(element('span', '  (was ' + old + ')', 'old'));
              list.append(item);
            }
            for (const [name, value] of changes.removed) list.append(element('li', '- ' + assignment(name, value), 'removed'));
            details.append(list);
          }
          details.append(element('h3', 'Program'));
          const list = element('dl');
          addField(list, 'duration', program.state === 'failed' ? null : format(program.end - program.at));
          if (program.exec.error) addField(list, 'error', program.exec.error);
          for (const key of Object.keys(program.exec)) if (!handled.has(key)) addField(list, key, program.exec[key]);
          for (const key of ['exit_code', 'signal', 'core_dumped', 'max_rss_bytes', 'user_ns', 'system_ns'])
            if (program.exit) addField(list, key, program.exit[key]);
          for (const tcp of program.tcp) addField(list, tcp.event, tcp.remote_address + ' port ' + tcp.remote_port);
          details.append(list);
          if (program.env !== undefined) {
            const whole = element('details');
            whole.append(element('summary', 'Whole environment (' + sets[program.env].length + ')'));
            whole.append(element('pre', sets[program.env].map(at => strings[at]).join('\n')));
            details.append(whole);
          }
          for (const row of $('rows').children) row.setAttribute('aria-selected', Number(row.dataset.index) === index);
          show(program);
          redraw();
        };

        // ---- search, and the table
        let shown = 0, matching = programs;
        const showMore = () => {
          for (const program of matching.slice(shown, shown + 200)) {
            const row = element('tr'), cell = element('td'), button = element('button', program.command || program.exec.filename);
            row.dataset.index = program.index;
            button.type = 'button';
            button.addEventListener('click', () => select(program.index));
            cell.append(button);
            row.append(element('td', format(program.at - first)),
              element('td', program.state === 'failed' ? '' : format(program.end - program.at)),
              element('td', program.exec.pid), element('td', program.exec.ppid), element('td', endOf(program)), cell);
            row.setAttribute('aria-selected', program === selected);
            $('rows').append(row);
          }
          shown = Math.min(shown + 200, matching.length);
          $('more').hidden = shown >= matching.length;
        };
        const search = query => {
          const words = query.toLowerCase().split(/\s+/).filter(word => word);
          for (const program of programs) program.matches = true;
          for (const word of words) {
            const hit = strings.map(string => string.toLowerCase().includes(word));
            const hitSets = sets.map(set => set.some(index => hit[index]));
            for (const program of programs) {
              if (program.text === undefined) program.text = (program.command + '\n' + program.exec.filename + '\n' + program.exec.comm + '\n' + program.exec.pid).toLowerCase();
              if (!program.text.includes(word) && !hitSets[program.env]) program.matches = false;
            }
          }
          matching = words.length ? programs.filter(program => program.matches) : programs;
          $('found').textContent = words.length ? matching.length + ' of ' + programs.length : '';
          $('rows').replaceChildren();
          shown = 0;
          showMore();
          redraw();
          return matching.length;
        };
        $('query').addEventListener('input', event => search(event.target.value));
        $('find').addEventListener('submit', event => {
          event.preventDefault();
          if (matching.length) { select(matching[0].index); canvas.focus(); }
        });
        $('more').addEventListener('click', showMore);
        $('in').addEventListener('click', () => zoom(0.6));
        $('out').addEventListener('click', () => zoom(1 / 0.6));
        $('all').addEventListener('click', () => { top = 0; setView(first, last); });
        $('failure').addEventListener('click', nextFailure);
        $('failure').disabled = !programs.some(isFailure);
        new ResizeObserver(redraw).observe(canvas);
        matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);

        const count = name => programs.filter(program => program.state === name).length;
        $('summary').textContent = programs.filter(program => !program.forked && program.state !== 'failed').length + ' programs in ' + format(span) + ', ' +
          (count('bad') + count('killed')) + ' ended badly, ' + count('failed') + ' execs failed' +
          (!summary ? '; no summary: the recording was interrupted'
            : summary.incomplete || summary.lost.ring_full ? '; ' + summary.incomplete + ' incomplete, ' + summary.lost.ring_full + ' records lost' : '');
        search('');
        // For scripts, and for the tests.
        window.swiftlet = {programs, rows, select, search, difference, view: () => [from, to]};
        })();

        """#
    }
}
