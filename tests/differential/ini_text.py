# SPDX-License-Identifier: Apache-2.0
"""Generates config files as users, editors and other tools write them."""
import base64
import shlex

SPELLINGS = ["{k} = {v}", "{k}={v}", "{k}: {v}", "{k} : {v}", "{k}\t=\t{v}", "{k} = {v}  ", "{k} ={v}"]
COMMENTS = ["# a comment", "; another", "   # indented", "#[profile hidden]", "; key = value", ""]


def _key(rng, key):
    roll = rng.random()
    if roll < 0.04:
        return key.upper()
    return key.title() if roll < 0.06 else key


def _line(rng, key, value):
    if "\n" in value:  # already nested
        return f"{key} ={value}"
    spelling = SPELLINGS[0] if rng.random() < 0.7 else rng.choice(SPELLINGS)
    return spelling.format(k=_key(rng, key), v=value)


def section_lines(rng, header, settings, oddity):
    """One section; `oddity` is the probability that a line is unusual."""
    lines = [header]
    indent = "  " if rng.random() < 0.04 else ""  # of all settings: not a continuation, because there is nothing to continue
    for key, value in settings:
        lines.append(indent + _line(rng, key, value))
        if rng.random() < oddity:
            lines.append(rng.choice([
                rng.choice(COMMENTS),
                indent + "  continued",  # continues the value above
                indent + f"unknown_{rng.randrange(9)} = whatever",
                indent + f"s3 =\n{indent}  max_concurrent_requests = 5\n{indent}  addressing_style=path",
            ]))
    if rng.random() < oddity and settings:
        key, value = rng.choice(settings)
        if rng.random() < 0.3:
            lines.append(f"{key} = {value}")  # twice: the file cannot be read
    if rng.random() < 0.5:
        lines.append("")
    return lines


def config_header(rng, name, oddity):
    """Of a profile in the config file."""
    if name == "default" and rng.random() < 0.8:
        return "[default]"
    word = name if name and all(c.isalnum() or c in "-_./@" for c in name) else shlex.quote(name)
    if rng.random() < oddity:
        return rng.choice([
            f'[profile "{name}"]', f"[profile   {word}]", f"[profile\t{word}]", f"[profile {word}] ; why",
            f"[ profile {word}]", f"[profile {word} ]", f"[{name}]", f"[profile {word} two]", f"[Profile {word}]",
            f"[profilex {word}]", f"  [profile {word}]", f'["profile" {word}]', f"[profile '{name}]",
            f"[profile {word}]]", f"[[profile {word}]", f"[profile {name}\\ x]"])
    return f"[profile {word}]"


def credentials_header(rng, name, oddity):
    if rng.random() < oddity:
        return rng.choice([f"[profile {name}]", f'["{name}"]', f"[{name} ]", f"[ {name}]", f"[{name}]# x", f" [{name}]"])
    return f"[{name}]"


def finish(rng, lines, oddity):
    """The text of the file, or {"base64"} if it is not text."""
    if rng.random() < 0.1:
        lines.insert(0, rng.choice(COMMENTS))
    if rng.random() < oddity:
        lines[:0] = ["[DEFAULT]", rng.choice(["region = eu-south-1", "duration_seconds = 1800", "output = json",
                                              "external_id = leaked", "role_session_name = leaked-name"])]
    text = "\n".join(lines) + ("" if rng.random() < 0.05 else "\n")
    if rng.random() >= oddity:
        return text
    change = rng.choice(["crlf", "cr", "bom", "bytes", "junk", "early", "twice", "nul", "nel", "tail"])
    if change == "crlf":
        return text.replace("\n", "\r\n")
    if change == "cr":
        return text.replace("\n", "\r")
    if change == "bom":
        return "\ufeff" + text
    if change == "bytes":
        return {"base64": base64.b64encode(text.encode() + rng.choice([b"# \xff\n", b"# \xed\xa0\x80\n"])).decode()}
    if change == "junk":
        return text + rng.choice(["no delimiter here\n", "= no key\n", "[]\n", "[open\n"])
    if change == "early":
        return "region = us-east-1\n" + text
    if change == "twice":
        headers = [line for line in lines if line.startswith("[") and line.endswith("]")]
        return text + (rng.choice(headers) + "\nregion = eu-north-1\n" if headers else "")
    if change == "nul":
        return text + "# \0\n"
    if change == "nel":
        return text + "note = a\u2028b\u0085c\u00a0\n"
    return text + "   \n\t\n"
