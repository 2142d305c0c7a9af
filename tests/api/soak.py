#!/usr/bin/env python3
"""The API against its own document: schemathesis asks every call as somebody of every standing of the demo city.

JINBAO names the program, SCHEMATHESIS the tool; JINBAO_URL a demo city that runs already. Whatever is asked, the answer is one
that the document knows, in the form that it says, and never a failure of the server.
"""

import http.cookiejar
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

LOGINS = os.environ.get("JINBAO_SOAK_LOGINS", "demo-flexible demo-hr demo-community wang li chen").split()
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def start():
    """A city of our own: the process and its address."""
    folder = tempfile.mkdtemp(prefix="jinbao-api-")
    command = [os.environ["JINBAO"], "demo", "--persons", "300", "--months", "4", "--port", "0", "--data", folder]
    city = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    for line in city.stdout:
        found = re.search(r"http://[0-9a-z.]+:\d+", line)
        if found:
            return city, found.group(0)
    sys.exit("the demo city ended before it was served")


def token(url, login):
    """A token of a demo login, made on the page of its account."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def post(path, **fields):
        body = urllib.parse.urlencode(fields, doseq=True).encode()
        return browser.open(url + path, body).read().decode()

    page = browser.open(url + "/sign-in").read().decode()
    if f'value="{login}"' not in page:
        return None
    page = post("/sign-in/demo", **{"as": login, "back": "/home"})
    word = re.search(r'name="_word" value="([0-9a-f]+)"', page).group(1)
    standing = re.search(r'type="radio"[^>]*name="standing"[^>]*value="(\d+)"', page) or re.search(
        r'name="standing"[^>]*value="(\d+)"', page
    )
    if standing:
        post("/me/standing", _word=word, standing=standing.group(1))
    page = post("/me/security/token", _word=word, label="soak", scope=["read", "write"])
    found = re.search(r"\b[0-9a-f]{64}\b", page)
    return found.group(0) if found else sys.exit(f"no token for {login}: {page[:400]}")


def main():
    url = os.environ.get("JINBAO_URL")
    city = None
    if not url:
        city, url = start()
    tool = os.environ.get("SCHEMATHESIS", "schemathesis")
    examples = os.environ.get("JINBAO_SOAK_EXAMPLES", "20")
    failed = []
    try:
        for login in [None, *LOGINS]:
            command = [tool, "run", f"{url}/api/v1/openapi.json", "--checks", CHECKS, "--phases", "examples,coverage,fuzzing"]
            command += ["--max-examples", examples, "--no-color", "--continue-on-failure"]
            if login:
                secret = token(url, login)
                if not secret:
                    continue
                command += ["--header", f"Authorization: Bearer {secret}"]
            print(f"== {login or 'nobody'}", flush=True)
            if subprocess.run(command).returncode:
                failed.append(login or "nobody")
    finally:
        if city:
            city.terminate()
            city.wait()
    if failed:
        sys.exit(f"as {', '.join(failed)}")


main()
