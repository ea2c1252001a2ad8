"""A mail server for tests. Prints where it listens, then each mail that it takes, as lines of JSON.

    smtp.py PORT plain            no TLS, no password
    smtp.py PORT starttls|tls CA  TLS, with a certificate of an authority that it writes to the file
                                  CA; wants the user `chat` with the password `p@ss`
"""

import asyncio
import email.policy
import json
import ssl
import sys

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


def tell(what):
    print(json.dumps(what, ensure_ascii=False), flush=True)


class Printer:
    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        part = lambda kind: mail.get_body((kind,)).get_content()
        tell({
            "to": envelope.rcpt_tos,
            "from": envelope.mail_from,
            "tls": server.transport.get_extra_info("ssl_object") is not None,
            "user": session.auth_data.login.decode() if session.auth_data else None,
            "headers": {name.lower(): str(value) for name, value in mail.items()},
            "kind": mail.get_content_type(),
            "text": part("plain"),
            "html": part("html"),
        })
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"chat", b"p@ss")
    return AuthResult(success=right, auth_data=data)


def certificate(ca_file):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(ca_file)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    return context


async def main(port, mode, ca_file=None):
    context = certificate(ca_file) if ca_file else None
    guarded = dict(authenticator=authenticate, auth_required=True)
    settings = {
        "plain": {},
        "starttls": dict(guarded, tls_context=context, require_starttls=True),
        "tls": dict(guarded, auth_require_tls=False),
    }[mode]
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Printer(), hostname="localhost", **settings),
        "127.0.0.1",
        int(port),
        ssl=context if mode == "tls" else None,
    )
    tell({"port": server.sockets[0].getsockname()[1]})
    await server.serve_forever()


asyncio.run(main(*sys.argv[1:]))
