"""What a model's endpoint does, well or badly, and what comes of it: over real sockets, by both doors."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from metrics_cli.interpretation.model.contract import ModelUnavailable
from tests.model.conftest import KEY, REQUEST, SCHEMA, Reach
from tests.model.server import Asked, ModelServer, Play, Script, answers, calls, fails, says, without

HTML = Play(body=b"<!doctype html><title>Sign in</title>", headers={"Content-Type": "text/html"})
GOOD = '{"kind": "query"}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
BODY = says(GOOD).body


def test_a_reply_comes_with_what_it_took(reach: Reach) -> None:
    usage = {"prompt_tokens": 1000, "completion_tokens": 50, "prompt_tokens_details": {"cached_tokens": 600}}
    with ModelServer(says(GOOD, usage)) as server:
        found = reach(server.base).complete(REQUEST)
    assert (found.text, found.model) == (GOOD, "openai/gpt-4o-mini")
    assert (found.input_tokens, found.output_tokens, found.cached_tokens) == (1000, 50, 600)
    # $0.15 and $0.075 a million tokens of input, new and known; $0.60 of output.
    assert found.cost == pytest.approx((400 * 0.15 + 600 * 0.075 + 50 * 0.6) / 1e6)
    assert found.seconds > 0


def test_what_is_sent_is_the_request_and_nothing_else(reach: Reach) -> None:
    with ModelServer(says(GOOD)) as server:
        reach(server.base).complete(REQUEST)
    [asked] = server.requests
    assert (asked.path, asked.headers["authorization"]) == ("/v1/chat/completions", f"Bearer {KEY}")
    assert asked.body == {
        "model": "gpt-4o-mini",
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "How many?"}],
        "max_tokens": 2000,
        "temperature": 0,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "reply", "schema": SCHEMA, "strict": True},
        },
    }


@pytest.mark.parametrize(
    ("plays", "said"),
    [
        pytest.param([says('{"kind": "nonsense", "extra": 1}')], '{"kind": "nonsense", "extra": 1}', id="wrong words"),
        pytest.param([says(f"Sure!\n```json\n{GOOD}\n```")], f"Sure!\n```json\n{GOOD}\n```", id="prose around it"),
        pytest.param([answers({"role": "assistant", "content": '{"ki'}, "length")], '{"ki', id="cut short"),
        pytest.param([says("")], "", id="empty"),
        pytest.param([says(None)], "", id="null"),
        pytest.param([says("half \ud800 a pair")], "half ? a pair", id="half a surrogate pair"),
        pytest.param([says([{"type": "text", "text": "{"}, {"text": "}"}, 3])], "{}", id="in parts"),
        pytest.param([calls(GOOD)], GOOD, id="a tool call that was not asked for"),
        pytest.param([says(f"<think>{{hm}}</think>{GOOD}")], GOOD, id="thoughts first"),
        pytest.param([says(f"the key is {KEY}")], "the key is [key]", id="our key"),
        pytest.param([replace(says(GOOD), packed=True)], GOOD, id="packed without being asked"),
        pytest.param([replace(says(GOOD), headers={})], GOOD, id="no content type"),
        pytest.param([fails(429, "slow down", Retry_After="0"), says(GOOD)], GOOD, id="busy once"),
        pytest.param([fails(429, "slow down", Retry_After="soon"), says(GOOD)], GOOD, id="busy, in words"),
        pytest.param([fails(500, "oops"), fails(503, "oops"), says(GOOD)], GOOD, id="broken twice"),
        pytest.param([replace(says(GOOD), cut=20), says(GOOD)], GOOD, id="reset once"),
        pytest.param([replace(says(GOOD), cut=0), says(GOOD)], GOOD, id="reset before the body"),
        pytest.param([Play(raw=HEAD + b"\r\n" + BODY)], GOOD, id="of no stated length"),
        pytest.param([Play(raw=CHUNKED + b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY))], GOOD, id="in chunks"),
        pytest.param([Play(raw=CHUNKED + b"fff\r\n" + BODY), says(GOOD)], GOOD, id="a chunk cut short"),
        pytest.param([Play(raw=HEAD + b"Content-Length: 999\r\n\r\n" + BODY), says(GOOD)], GOOD, id="a body cut short"),
        pytest.param([Play(raw=b"\0\1 nonsense\r\n\r\n"), says(GOOD)], GOOD, id="no HTTP once"),
        pytest.param([Play(raw=b""), says(GOOD)], GOOD, id="closed at once"),
        pytest.param([Play(body=b'{"choices": [{"mess'), says(GOOD)], GOOD, id="broken off in good order"),
    ],
)
def test_what_a_model_says_is_handed_on(reach: Reach, plays: list[Script], said: str) -> None:
    with ModelServer(*plays) as server:
        assert reach(server.base).complete(REQUEST).text == said
    assert len(server.requests) == len(plays)


@pytest.mark.parametrize(
    "usage",
    [
        pytest.param({"prompt_tokens": "many", "completion_tokens": None}, id="texts"),
        pytest.param({"prompt_tokens": -5, "completion_tokens": True}, id="no counts"),
        pytest.param({"prompt_tokens": 5.5, "completion_tokens": [], "prompt_tokens_details": 3}, id="parts"),
        pytest.param("none", id="no table"),
        pytest.param([], id="a list"),
    ],
)
def test_a_count_that_is_none_is_not_known(reach: Reach, usage: object) -> None:
    with ModelServer(says(GOOD, usage)) as server:
        found = reach(server.base).complete(REQUEST)
    assert (found.text, found.input_tokens, found.output_tokens, found.cost) == (GOOD, None, None, None)


@pytest.mark.parametrize(
    ("play", "requests", "why"),
    [
        pytest.param(HTML, 1, "text/html, not JSON", id="a page"),
        pytest.param(Play(), 1, "the answer is empty", id="nothing"),
        pytest.param(Play(body=b"[1]"), 1, "not JSON", id="a list"),
        pytest.param(Play(204), 1, "the answer is empty", id="no content"),
        pytest.param(Play(body=b"\xff\xfe\x00"), 1, "not JSON", id="no text"),
        pytest.param(
            Play(body=b"data: {}\n\n", headers={"Content-Type": "text/event-stream"}), 1, "event-stream", id="a stream"
        ),
        pytest.param(Play(body=b'{"ok": true}'), 1, "no message|not what litellm", id="another interface"),
        pytest.param(Play(body=b'{"choices": []}'), 1, "no message", id="no choice"),
        pytest.param(
            Play(body=b'{"choices": "x", "usage": {}}'), 1, "no message|not what litellm", id="choices of another type"
        ),
        pytest.param(
            Play(body=b'{"error": {"message": "no money", "code": 402}}'), 1, "HTTP 402", id="an error at 200"
        ),
        pytest.param(Play(body=b"[" * 200_000), 1, "not JSON", id="deep"),
        pytest.param(Play(body=b" " * 3_000_000), 1, "longer than 1,000,000 bytes", id="huge"),
        pytest.param(Play(body=b" " * 300_000_000, packed=True), 1, "longer than 1,000,000 bytes", id="a bomb"),
        pytest.param(replace(says(GOOD), headers={"Content-Encoding": "br"}), 1, "packed", id="packed otherwise"),
        pytest.param(replace(says(GOOD), headers={"Content-Encoding": "gzip"}), 3, "packed", id="not packed"),
        pytest.param(fails(401, f"bad key {KEY}"), 1, r"HTTP 401 .*bad key \[key\]", id="key refused"),
        pytest.param(fails(404, "no such model"), 1, "is the model there", id="no such model"),
        pytest.param(fails(400, "maximum context length exceeded"), 1, "HTTP 400: maximum", id="too long"),
        pytest.param(fails(429, "later", Retry_After="3600"), 1, "HTTP 429: later", id="busy for long"),
        pytest.param(fails(429, "later", Retry_After="9" * 25), 1, "HTTP 429: later", id="busy for ever"),
        pytest.param(
            fails(503, "later", Retry_After="Fri, 31 Dec 2100 23:59:59 GMT"),
            1,
            "HTTP 503: later",
            id="busy until a day",
        ),
        pytest.param(fails(500, "oops"), 3, "HTTP 500: oops", id="broken"),
        pytest.param(Play(raw=HEAD + b"X: 1\r\n" * 5000 + b"\r\n"), 3, "no answer of", id="headers without end"),
        pytest.param(Play(502, b"<html>bad gateway"), 3, "HTTP 502$", id="a broken gateway"),
        pytest.param(replace(says(GOOD), cut=20), 3, "broke the connection off", id="reset"),
        pytest.param(says(None, refusal="I will not."), 1, "refused: I will not", id="refusal"),
        pytest.param(answers({"content": "no"}, "content_filter"), 1, "content filter", id="filtered"),
        pytest.param(answers({"content": ""}, "length"), 1, "used all of its 2,000 tokens", id="thoughts alone"),
        pytest.param(fails(500, "\x1b[31mred\u202e\nline"), 3, r"HTTP 500: \[31mred line$", id="what a terminal obeys"),
    ],
)
def test_what_is_no_reply_is_said_in_a_line(reach: Reach, play: Script, requests: int, why: str) -> None:
    with ModelServer(play) as server, pytest.raises(ModelUnavailable, match=why) as raised:
        reach(server.base).complete(REQUEST)
    assert len(server.requests) == requests
    assert KEY not in str(raised.value) and "\n" not in str(raised.value)


def test_a_refusal_says_what_it_took(reach: Reach) -> None:
    with ModelServer(says(None, refusal="I will not.")) as server, pytest.raises(ModelUnavailable) as raised:
        reach(server.base).complete(REQUEST)
    assert raised.value.completion is not None
    assert raised.value.completion.input_tokens == 100


@pytest.mark.parametrize(
    "play",
    [
        pytest.param(Play(hangs=True), id="a hang"),
        pytest.param(replace(says(GOOD), pause=0.05), id="a body byte by byte"),
        pytest.param(replace(says(GOOD), pause=0.05, trickles_headers=True), id="headers byte by byte"),
    ],
)
def test_a_reply_that_takes_too_long_is_not_waited_for(reach: Reach, play: Script) -> None:
    with ModelServer(play) as server, pytest.raises(ModelUnavailable, match=r"no answer within 0\.3 seconds"):
        reach(server.base, METRICS_MODEL_TIMEOUT="0.3").complete(REQUEST)


def test_retries_stay_within_the_timeout(reach: Reach) -> None:
    with ModelServer(fails(429, "later", Retry_After="1")) as server, pytest.raises(ModelUnavailable, match="429"):
        reach(server.base, METRICS_MODEL_TIMEOUT="0.5").complete(REQUEST)
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(reach: Reach, status: int) -> None:
    with ModelServer(says(GOOD)) as elsewhere:
        moved = Play(status, headers={"Location": f"{elsewhere.base}/chat/completions?k={KEY}"})
        with ModelServer(moved) as server, pytest.raises(ModelUnavailable, match="which is not followed") as raised:
            reach(server.base).complete(REQUEST)
    assert (len(server.requests), elsewhere.requests) == (1, [])
    assert KEY not in str(raised.value)


@pytest.mark.parametrize(
    ("refused", "sent"),
    [
        pytest.param(("response_format",), {"tools", "tool_choice", "max_tokens", "temperature"}, id="no schema"),
        pytest.param(("response_format", "tools"), {"max_tokens", "temperature"}, id="neither schema nor tools"),
        pytest.param(
            ("max_tokens", "temperature"), {"response_format", "max_completion_tokens"}, id="a model that thinks"
        ),
        pytest.param(
            ("max_tokens", "max_completion_tokens"), {"response_format", "temperature"}, id="no limit of any name"
        ),
    ],
)
def test_what_an_endpoint_does_not_take_is_left_out_from_then_on(
    reach: Reach, refused: tuple[str, ...], sent: set[str]
) -> None:
    with ModelServer(without(refused, says(GOOD))) as server:
        assert reach(server.base).complete(REQUEST).text == GOOD
        tries = len(server.requests)
        reach(server.base).complete(REQUEST)
    assert tries == len(refused) + 1
    assert len(server.requests) == tries + 1
    assert server.bodies[-1].keys() - {"model", "messages"} == sent


def test_without_schema_and_tools_the_schema_stands_in_the_first_message(reach: Reach) -> None:
    with ModelServer(without(("response_format", "tools"), says(GOOD), status=422)) as server:
        reach(server.base).complete(REQUEST)
    first, second = server.bodies[-1]["messages"]
    assert first["content"].startswith("Be brief.\n\n") and '"additionalProperties":false' in first["content"]
    assert second["content"] == "How many?"


def test_a_model_without_a_system_role_is_told_by_the_user(reach: Reach) -> None:
    def play(asked: Asked) -> Play:
        has_system = asked.body["messages"][0]["role"] == "system"
        return fails(400, "System role not supported") if has_system else says(GOOD)

    with ModelServer(play) as server:
        reach(server.base).complete(REQUEST)
    assert server.bodies[-1]["messages"] == [{"role": "user", "content": "Be brief.\n\nHow many?"}]


def test_a_request_that_is_refused_in_any_form_teaches_nothing(reach: Reach) -> None:
    with ModelServer(fails(400, "no"), fails(400, "no"), fails(400, "no"), says(GOOD)) as server:
        with pytest.raises(ModelUnavailable, match="HTTP 400: no"):
            reach(server.base).complete(REQUEST)
        reach(server.base).complete(REQUEST)
    assert "response_format" in server.bodies[-1]


def test_a_schema_that_is_taken_and_ignored_is_put_otherwise_the_next_time(reach: Reach) -> None:
    with ModelServer(says("It was quite a lot."), says(GOOD)) as server:
        endpoint = reach(server.base)
        endpoint.complete(REQUEST)
        endpoint.complete(REQUEST)
    assert [set(body) & {"response_format", "tools"} for body in server.bodies] == [{"response_format"}, {"tools"}]


def test_an_endpoint_that_is_down_costs_nothing_for_a_minute(reach: Reach) -> None:
    clock = [1_000_000.0]
    with ModelServer(fails(500, "oops")) as server:
        for _ in range(3):
            with pytest.raises(ModelUnavailable):
                reach(server.base, now=lambda: clock[0]).complete(REQUEST)
        assert len(server.requests) == 3
        with pytest.raises(ModelUnavailable, match=r"not to be reached a moment ago .*oops.*asked again in 60 s"):
            reach(server.base, now=lambda: clock[0]).complete(REQUEST)
        clock[0] += 61
        server.plays[-1] = says(GOOD)
        assert reach(server.base, now=lambda: clock[0]).complete(REQUEST).text == GOOD
        clock[0] -= 61
        assert reach(server.base, now=lambda: clock[0]).complete(REQUEST).text == GOOD


def test_an_endpoint_gets_the_break_that_it_asks_for(reach: Reach) -> None:
    clock = [1_000_000.0]
    with ModelServer(fails(429, "later", Retry_After="300")) as server:
        for _ in range(2):
            with pytest.raises(ModelUnavailable):
                reach(server.base, now=lambda: clock[0]).complete(REQUEST)
            clock[0] += 200
    assert len(server.requests) == 1


def test_a_request_that_is_refused_closes_nothing(reach: Reach) -> None:
    with ModelServer(fails(401, "who are you?"), says(GOOD)) as server:
        with pytest.raises(ModelUnavailable):
            reach(server.base).complete(REQUEST)
        assert reach(server.base).complete(REQUEST).text == GOOD


@pytest.mark.parametrize("content", ["", "{", "[]", '{"until": "x"}', '{"until": 1e300, "shape": {"form": "sql"}}'])
def test_what_is_remembered_and_damaged_is_forgotten(reach: Reach, tmp_path: Path, content: str) -> None:
    with ModelServer(fails(500, "oops"), fails(500, "oops"), fails(500, "oops"), says(GOOD)) as server:
        with pytest.raises(ModelUnavailable):
            reach(server.base).complete(REQUEST)
        [kept] = (tmp_path / ".cache" / "metrics" / "models").iterdir()
        kept.write_text(content)
        assert reach(server.base).complete(REQUEST).text == GOOD


def test_a_cache_that_can_not_be_written_is_no_matter(reach: Reach, tmp_path: Path) -> None:
    (tmp_path / ".cache").write_text("a file")
    with ModelServer(fails(500, "oops"), fails(500, "oops"), fails(500, "oops"), says(GOOD)) as server:
        with pytest.raises(ModelUnavailable, match="oops"):
            reach(server.base).complete(REQUEST)
        assert reach(server.base).complete(REQUEST).text == GOOD


@pytest.mark.parametrize(
    ("base", "why"),
    [
        pytest.param("http://127.0.0.1:1/v1", "nothing listens on 127.0.0.1:1", id="refused"),
        pytest.param("https://model.invalid/v1", "model.invalid|within 5 seconds", id="no such name"),
    ],
)
def test_an_endpoint_that_is_not_there_is_named(reach: Reach, base: str, why: str) -> None:
    with pytest.raises(ModelUnavailable, match=why):
        reach(base, METRICS_MODEL_TIMEOUT="5").complete(REQUEST)


def test_a_certificate_that_does_not_hold_ends_it(reach: Reach, tmp_path: Path) -> None:
    server = ModelServer(says(GOOD), tls=_own_certificate(tmp_path))
    with server, pytest.raises(ModelUnavailable, match=r"the certificate of 127\.0\.0\.1:.* does not hold"):
        reach(server.base).complete(REQUEST)
    assert server.requests == []


def test_a_certificate_that_is_named_as_good_holds(
    reach: Reach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ModelServer(says(GOOD), tls=_own_certificate(tmp_path)) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        assert reach(server.base).complete(REQUEST).text == GOOD


def test_a_server_that_speaks_no_tls_is_no_endpoint(reach: Reach) -> None:
    with ModelServer(says(GOOD)) as server, pytest.raises(ModelUnavailable):
        reach(server.base.replace("http:", "https:")).complete(REQUEST)
    assert server.requests == []


def test_a_proxy_is_taken_to_others_and_the_key_of_a_provider_is_not_shown_to_it(
    reach: Reach, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ModelServer(says(GOOD)) as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        reach("http://model.invalid/v1").complete(REQUEST)
        reach("http://model.invalid/v1", METRICS_API_KEY="meant-for-it").complete(REQUEST)
    first, second = proxy.requests
    assert first.path == "http://model.invalid/v1/chat/completions"
    assert KEY not in str(first.headers)
    assert second.headers["authorization"] == "Bearer meant-for-it"


def test_no_proxy_stands_before_this_machine(reach: Reach, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with ModelServer(says(GOOD)) as server:
        assert reach(server.base).complete(REQUEST).text == GOOD


def test_a_proxy_that_refuses_is_said(reach: Reach, monkeypatch: pytest.MonkeyPatch) -> None:
    with ModelServer(Play(407)) as proxy, pytest.raises(ModelUnavailable, match="Tunnel connection failed: 407"):
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.port}")
        reach("https://model.invalid/v1").complete(REQUEST)
    assert all(KEY not in str(asked.headers) for asked in proxy.requests)


@pytest.mark.parametrize(
    ("limit", "spent", "price", "why"),
    [
        pytest.param("0.0001", 0.0, "", r"too dear: it may cost \$0\.001218", id="too dear"),
        pytest.param("0.002", 0.001, "", "too dear: it may cost", id="too dear with what was spent before"),
        pytest.param("0", 0.0, "", "too dear", id="nothing is allowed"),
        pytest.param("1", 0.0, "1000,1000", "too dear", id="a price of one's own"),
    ],
)
def test_what_may_cost_too_much_is_not_sent(reach: Reach, limit: str, spent: float, price: str, why: str) -> None:
    with ModelServer(says(GOOD)) as server, pytest.raises(ModelUnavailable, match=why):
        endpoint = reach(server.base, METRICS_MAX_COST=limit, METRICS_MODEL_PRICE=price)
        endpoint.complete(replace(REQUEST, spent=spent))
    assert server.requests == []


@pytest.mark.parametrize(
    "usage",
    [
        pytest.param(None, id="missing"),
        pytest.param({"prompt_tokens": 0, "completion_tokens": 0}, id="nothing"),
        pytest.param({"prompt_tokens": -9, "completion_tokens": -9}, id="negative"),
        pytest.param({"prompt_tokens": 1, "completion_tokens": 1}, id="too low to be true"),
        pytest.param(
            {"prompt_tokens": 9, "completion_tokens": 1, "prompt_tokens_details": {"cached_tokens": 9}}, id="all known"
        ),
    ],
)
def test_a_reply_counts_at_least_what_was_estimated(reach: Reach, usage: object) -> None:
    sent = replace(REQUEST, tokens=1000)
    with ModelServer(says(GOOD, usage)) as server:
        found = reach(server.base).complete(sent)
        assert found.counted is not None and found.counted > 1000 * 0.15 / 1e6
        # The next call may cost 0.00135 at most, and what this one counts as is too much beside it.
        with pytest.raises(ModelUnavailable, match="too dear"):
            reach(server.base, METRICS_MAX_COST="0.0014").complete(replace(sent, spent=found.counted))
    assert len(server.requests) == 1


def test_what_costs_little_enough_is_sent(reach: Reach) -> None:
    with ModelServer(says(GOOD)) as server:
        assert reach(server.base, METRICS_MAX_COST="0.002").complete(REQUEST).text == GOOD


def test_a_model_without_a_price_is_no_matter_until_a_limit_is_to_be_kept(reach: Reach) -> None:
    ours = {"METRICS_MODEL": "openai/our-own-7b"}
    with ModelServer(says(GOOD)) as server:
        assert reach(server.base, **ours).complete(REQUEST).cost is None
        assert reach(server.base, **ours, METRICS_MODEL_PRICE="0,0").complete(REQUEST).cost == 0
        with pytest.raises(ModelUnavailable, match="no price is known of openai/our-own-7b"):
            reach(server.base, **ours, METRICS_MAX_COST="1").complete(REQUEST)
    assert len(server.requests) == 2


def _own_certificate(folder: Path) -> ssl.SSLContext:
    """Return a server's context with a certificate that it gave itself; it is in `folder` for who trusts it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(encoding))
    (folder / "key.pem").write_bytes(key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context
