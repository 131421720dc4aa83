using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Parley.BlackBox.Http;

/// <summary>A program that webhooks are sent to; answers each delivery with what <paramref name="answer"/> says of its number, from 0.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<int, int> _answer;
    private readonly Task _serving;
    private int _count;

    public WebhookReceiver(Func<int, int> answer)
    {
        _answer = answer;
        // The listener takes no port 0.
        using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url { get; }

    /// <summary>What was answered by 200, in order.</summary>
    public ConcurrentQueue<(string Body, string Signature, string Timestamp, string Delivery)> Taken { get; } = new();

    public int Tries => Volatile.Read(ref _count);

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            var context = await _listener.GetContextAsync();
            var body = await new StreamReader(context.Request.InputStream, Encoding.UTF8).ReadToEndAsync();
            var status = _answer(Interlocked.Increment(ref _count) - 1);
            var headers = context.Request.Headers;
            if (status == 200)
                Taken.Enqueue((body, headers["Parley-Signature"]!, headers["Parley-Timestamp"]!, headers["Parley-Delivery"]!));
            context.Response.StatusCode = status;
            if (status == 302)
                context.Response.RedirectLocation = Url;
            context.Response.Close();
        }
    }
}
