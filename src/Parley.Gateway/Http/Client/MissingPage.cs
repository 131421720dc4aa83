using System.Text;

namespace Parley.Gateway.Http.Client;

/// <summary>What stands at <c>/</c> when the client was not built in.</summary>
internal static class MissingPage
{
    private const string Html = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Parley</title>
        <h1>Parley</h1>
        <p>This server runs, but it was built without the web client: building that takes Node.js 20.
        The <a href="/openapi/v1.json">HTTP API</a> and all other doors work.</p>
        <p lang="es">Este servidor funciona, pero se construyó sin el cliente web, que necesita Node.js 20.
        La <a href="/openapi/v1.json">API HTTP</a> y las demás puertas funcionan.</p>
        </html>
        """;

    public static readonly ClientFile File = new("text/html; charset=utf-8", "\"missing\"", Encoding.UTF8.GetBytes(Html), null, IsForever: false);
}
