"""Values that somebody may write for a parameter who means harm, or who has bad luck: none of them names or is anything.

They try to end the term, the row, the block or the line in which they come to stand, to be more than one term, to reach
the network or the disk, to look like something else, or to be more than the program can bear.
"""

from __future__ import annotations

THING = "<https://w3id.org/detente/id/partnership-for-peace>"
SLUG = "partnership-for-peace"

ENDS = {
    "a quotation mark": '"',
    "an apostrophe": "'",
    "three quotation marks": '"""',
    "three apostrophes": "'''",
    "four quotation marks": '""""',
    "a typographic quotation mark": "“x”",
    "a grave accent": "`x`",
    "an open brace": "{",
    "a closed brace": "}",
    "an open bracket": "<",
    "a closed bracket": ">",
    "a parenthesis": ")",
    "a full stop": ".",
    "a semicolon": ";",
    "the end of an IRI": f'{SLUG}"> . ?s ?p ?o',
    "the end of a literal": '" ?s ?p ?o . "',
    "the end of a row": f"{THING}) }} ?s ?p ?o #",
    "the end of a literal's row": '") } ?s ?p ?o #',
    "the end of all": '" ) } } ; DROP ALL #',
    "the end of a filter": '" || true || "',
    "the end of a comparison": '") || (1 = 1',
    "a row more": f"{THING}) (<https://w3id.org/detente/id/lithuania>",
    "a literal's row more": '") ("y',
    "UNDEF": "UNDEF",
    "UNDEF behind a row": '") (UNDEF',
    "an end without a begin": "}}}}}}}}",
}
"""What ends the place where it stands."""

CLAUSES = {
    "a union": f"{SLUG} }} UNION {{ ?s ?p ?o",
    "an optional": '" } OPTIONAL { ?s ?p ?o } #',
    "a minus": '" } MINUS { ?s ?p ?o } #',
    "a filter": '" FILTER (1 = 1) #',
    "a bind": '" } BIND ("y" AS ?word) #',
    "values": f'" }} VALUES ?framework {{ {THING} }} #',
    "a sub-select": '" } { SELECT * WHERE { ?s ?p ?o } } #',
    "a graph": '" } GRAPH ?g { ?s ?p ?o } #',
    "a service": "SERVICE <http://127.0.0.1/>",
    "a service after a row": '") } SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } #',
    "a silent service": '" } SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } #',
    "a load": '" ; LOAD <file:///etc/passwd> ; #',
    "an insert": '" } ; INSERT DATA { <urn:s> <urn:p> <urn:o> } #',
    "a delete": '" } ; DELETE WHERE { ?s ?p ?o } #',
    "a drop": "; DROP ALL",
    "a clear": '" } ; CLEAR DEFAULT #',
    "from": '" } FROM <http://127.0.0.1/> #',
    "an order": '" } ORDER BY ?s LIMIT 1 #',
    "a prefix": "PREFIX dt: <http://example.org/>",
    "a base": "BASE <http://127.0.0.1/>",
    "a property path": '" } ?s (!<urn:x>)* ?o #',
    "a comment": f"# {SLUG}",
    "a comment behind": f"{SLUG} # }} }}",
    "SQL": "'; DROP TABLE reason; --",
    "an or of SQL": "' OR '1'='1",
    "a header of a question": "#+ ever: true",
}
"""What is a part of a query."""

TERMS = {
    "two terms": f"{THING} {THING}",
    "a variable": "?framework",
    "a variable with a dollar": "$framework",
    "a blank node": "_:b",
    "a nested blank node": "[ ?p ?o ]",
    "a list": "( ?a ?b )",
    "a literal": '"x"@en',
    "a typed literal": '"5"^^<http://www.w3.org/2001/XMLSchema#integer>',
    "a language": "x@en",
    "a quotation mark and a language": 'x"@en',
    "a datatype": 'x"^^<urn:t>',
    "two carets": "^^",
    "a number": "5",
    "an exponent": "1e400",
    "true": "true",
    "a quoted triple": "<< ?s ?p ?o >>",
    "a reifier": "~ _:r",
    "a prefixed name of nothing": "nothing:nobody",
    "an escaped local name": "id:a\\-b",
    "an IRI with a blank": "http://example.org/a b",
    "an IRI with a bracket": "http://example.org/a>b",
    "an IRI with two hashes": "a#b#c",
    "a whole IRI with two hashes": "http://example.org/a#b#c",
    "an IRI in brackets with an end": "<http://example.org/a>b>",
    "an IRI that nothing bears": "http://example.org/nothing",
    "an IRI with a template": "http://example.org/{id}",
    "a script": "javascript:alert(1)",
    "markup": "<script>alert(1)</script>",
    "a file": "file:///etc/passwd",
    "a data IRI": "data:,x",
    "no authority": "http://[",
    "a port that is none": "http://example.org:99999999/",
    "dots": "../../../etc/passwd",
    "dots in a slug": "id/../../ontology",
    "a percent sign": "%s%n%00",
    "a format": "{0.__class__}",
    "an f-string": "{value!r}",
    "a substitution of a shell": "$(id) `id`",
    "an option": "--format=json",
    "an equals sign": "=",
    "a second parameter": "x framework=y",
}
"""What is, or looks like, a term of its own, or a word of another language."""

ESCAPES = {
    "an escape": "\\u0022",
    "a long escape": "\\U00000022",
    "an escape of a backslash": "\\u005C",
    "two backslashes and an escape": "\\\\u0022",
    "an escaped end": "\\u0022) } ?s ?p ?o \\u0023",
    "an escaped end of IRI": f"{SLUG}\\u003E",
    "an escaped surrogate": "\\uD800",
    "an escape beyond all": "\\UFFFFFFFF",
    "half an escape": "\\u00",
    "a backslash": "\\",
    "a backslash at the end": "x\\",
    "a backslash and a quotation mark": '\\"',
    "an escaped new line": "x\\n} UNION {",
    "a percent escape": "partnership%2Dfor%2Dpeace%3E",
    "an entity of HTML": "&quot;&#34;&lt;",
}
"""What some reader may decode."""

CHARACTERS = {
    "a new line": "partnership\n} UNION {",
    "a carriage return": "partnership\r} UNION {",
    "both": "x\r\n} UNION {",
    "a comment on a line": "x\n# y\n?s ?p ?o",
    "a tab": "a\tb",
    "a vertical tab and a form feed": "a\x0bb\x0c",
    "a next line": "a\x85} UNION {",
    "a line separator": "a\u2028} UNION {",
    "a paragraph separator": "a\u2029} UNION {",
    "a bell and an escape sequence": "\x07\x1b[31m",
    "a title of a terminal": "\x1b]0;x\x07",
    "a backspace": "x\x08\x08y",
    "a deletion": "\x7f",
    "a direction mark": "\u202epartnership",
    "isolates": "\u2066x\u2069",
    "a byte order mark": "\ufeffx",
    "a character of no width": "part\u200bnership",
    "a soft hyphen": "part\u00adnership",
    "a combining mark alone": "\u0301",
    "many combining marks": "a" + "\u0301" * 200,
    "a letter that looks like another": "partnership-fоr-peace",
    "wide quotation marks": "＂）｝",
    "no character": "\ufffe\uffff",
    "a private character": "\ue000",
    "the last character": "\U0010ffff",
    "a family": "👩‍👩‍👧‍👦",
    "a dotless letter": "İı",
    "a sharp letter": "ẞß",
    "only a blank": " ",
    "only a wide blank": "\u3000",
    "only a blank that does not break": "\u00a0",
}
"""What breaks lines, changes what is seen, or is hardly a character."""

AMOUNTS = {
    "very much": "x" * 100_000,
    "very many braces": "}" * 10_000,
    "very many open braces": "{" * 10_000,
    "very many parentheses": "(" * 10_000,
    "very many quotation marks": '"' * 10_000,
    "very many backslashes": "\\" * 10_001,
    "very many slashes": "http://example.org" + "/a" * 10_000,
    "very many words": "a " * 20_000,
    "a slow expression": "a" * 5_000 + "!",
    "an expression": "(a+)+$",
    "an expression that matches all": ".*",
    "very many digits": "9" * 5_000,
}
"""What is too much."""

HALF = {"an undecodable byte": "\udcff", "half a pair": "\ud800", "the other half": "x\udfff"}
"""Halves of surrogate pairs, from bytes that are not UTF-8: no text at all."""

NULS = {"NUL": "\0", "NUL inside": "a\0b", "NUL before an end": '\0") } ?s ?p ?o #'}
"""What no argument of a command can hold, but a call of the library can."""

TEXTS = ENDS | CLAUSES | TERMS | ESCAPES | CHARACTERS | AMOUNTS | NULS
"""All that is text at least."""

HOSTILE = TEXTS | HALF
"""All of them, by what they are."""
