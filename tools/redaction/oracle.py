#!/usr/bin/python3
"""Is everything hidden that detect-secrets recognises by its form?

    oracle.py SWIFTLET LISTS

Takes each secret of the lists (Tests/RedactionLists) that one of its detectors finds, twice: where the list has it,
and as an argument and a variable that say nothing about it. What the detectors still find in what `swiftlet replay`
shows of it must be in EXPLAINED. Its detectors by name and by entropy are left out: the lists measure these.

Random parts of the lists come from a seed, which is printed: SEED=1 oracle.py …
"""
import glob
import json
import os
import random
import re
import shlex
import string
import subprocess
import sys

from detect_secrets.plugins import (
    artifactory, aws, azure_storage_key, basic_auth, discord, github_token, gitlab_token, jwt, mailchimp, npm,
    openai, private_key, pypi_token, sendgrid, slack, square_oauth, stripe, telegram_token, twilio)

DETECTORS = [
    artifactory.ArtifactoryDetector, aws.AWSKeyDetector, azure_storage_key.AzureStorageKeyDetector,
    basic_auth.BasicAuthDetector, discord.DiscordBotTokenDetector, github_token.GitHubTokenDetector,
    gitlab_token.GitLabTokenDetector, jwt.JwtTokenDetector, mailchimp.MailchimpDetector, npm.NpmDetector,
    openai.OpenAIDetector, private_key.PrivateKeyDetector, pypi_token.PypiTokenDetector,
    sendgrid.SendGridDetector, slack.SlackDetector, square_oauth.SquareOAuthDetector, stripe.StripeDetector,
    telegram_token.TelegramBotTokenDetector, twilio.TwilioKeyDetector,
]
# What is shown though a detector takes it for a secret, and why.
EXPLAINED = [
    ("TwilioKeyDetector", re.compile("AC"), "the id of an account, no key"),
    ("ArtifactoryDetector", re.compile("AP"), "any word that begins so: it is hidden by its name, not by its form"),
    ("MailchimpDetector", re.compile("us"), "its form is that of many words: it is hidden by its name"),
    ("BasicAuthDetector", re.compile(r"\[redacted\]$|\$|<"), "the mark itself, or a reference"),
]
ALPHABETS = {
    "alnum": string.ascii_letters + string.digits, "lower": string.ascii_lowercase + string.digits,
    "upper": string.ascii_uppercase + string.digits, "base32": string.ascii_uppercase + "234567",
    "hex": string.digits + "abcdef", "digits": string.digits,
    "b64": string.ascii_letters + string.digits + "+/", "b64url": string.ascii_letters + string.digits + "-_",
    "pass": string.ascii_letters + string.digits + "!.+-_", "nl": "\n",
}
SEED = int(os.environ.get("SEED", random.randrange(1 << 32)))
RANDOM = random.Random(SEED)


def characters(match):
    kind, count = match[1], int(match[2])
    if kind == "uuid":
        return "-".join("".join(RANDOM.choices(ALPHABETS["hex"], k=n)) for n in (8, 4, 4, 4, 12))
    first = RANDOM.choice(string.ascii_letters) if kind == "pass" else ""
    return first + "".join(RANDOM.choices(ALPHABETS[kind], k=count - len(first)))


def entries(lists, kind):
    for path in sorted(glob.glob(os.path.join(lists, f"*{kind}-secret.txt"))):
        with open(path, encoding="utf-8") as file:
            for line in file.read().splitlines():
                if line and not line.startswith("#"):
                    line = re.sub(r"\{([a-z0-9]+):(\d+)\}", characters, line)
                    yield re.sub("[⟦⟧]", "", line), re.findall("⟦([^⟧]*)⟧", line)


def found(text):
    """What the detectors find, by detector."""
    return {(detector.__name__, value) for detector in DETECTORS for value in detector().analyze_string(text)}


def execution(number, args, env):
    time = f"2026-01-31T12:00:00.{number % 1000:03}000000Z"
    return json.dumps(dict(
        event="exec", time=time, exec_id=f"{number:016x}", pid=number + 1, tid=number + 1, ppid=1, uid=0, gid=0,
        comm="true", filename="/bin/true", args=args, env=env, env_other=[], complete=True, missing=[],
        source="block", cgroup_id=1, pid_ns=4026531836, parent_exec_id=f"{0:016x}", start_time=time, cwd="/",
        exe="/bin/true", cgroup="/a", euid=0, egid=0, session_id=1, result=0, redacted=[]))


def main():
    swiftlet, lists = sys.argv[1:]
    cases = []
    values = set()
    for line, _ in entries(lists, "environment"):
        name, value = line.split("=", 1)
        hits = found(line)
        values |= {value for _, value in hits}
        if hits:
            cases.append((line, ["true"], {name: value}))
    for line, _ in entries(lists, "commands"):
        hits = found(line)
        values |= {value for _, value in hits}
        if hits:
            cases.append((line, shlex.split(line), {}))
    listed = len(cases)
    for value in sorted(values):
        # As itself it must be recognised, without what stood around it; a key is more than its first line.
        if found(value) and not value.startswith("BEGIN "):
            cases += [(value, ["true", value], {}), (value, ["true"], {"X": value})]
    if not cases:
        sys.exit("oracle.py: the detectors find nothing in the lists")

    recording = "".join(execution(number + 1, args, env) + "\n" for number, (_, args, env) in enumerate(cases))
    replay = subprocess.run(
        [swiftlet, "replay", "--format", "json", "-"], input=recording, capture_output=True, text=True)
    shown = [json.loads(line) for line in replay.stdout.splitlines()]
    shown = [event for event in shown if event["event"] == "exec"]
    if replay.returncode != 0 or len(shown) != len(cases):
        sys.exit(f"oracle.py: replay ended with {replay.returncode}, {len(shown)} of {len(cases)}\n{replay.stderr}")

    explained, failed = {}, []
    for (line, _, _), event in zip(cases, shown):
        text = "\n".join(event["args"] + [f"{name}={value}" for name, value in event["env"].items()])
        for detector, value in sorted(found(text)):
            reason = next((r for d, pattern, r in EXPLAINED if d == detector and pattern.search(value)), None)
            if reason:
                explained[detector, reason] = explained.get((detector, reason), 0) + 1
            else:
                failed.append(f"{detector} finds {value!r} in {text!r}")
    for (detector, reason), count in sorted(explained.items()):
        print(f"{detector}: {count} shown: {reason}")
    print("\n".join(failed))
    print(f"detect-secrets: {listed} entries of the lists and {len(cases) - listed} values alone, {len(failed)} shown")
    if failed:
        sys.exit(f"SEED={SEED}")


main()
