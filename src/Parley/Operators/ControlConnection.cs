using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Operators;
using Parley.Core.Ports;

namespace Parley.Host.Operators;

/// <summary>One operator's connection: JSON objects a line, a reply for each request, in order.</summary>
internal sealed class ControlConnection(Socket socket, IOperatorDesk desk, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private const int MaxRequestBytes = 64 * 1024;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    /// <param name="stopping">No further request is read; the one in hand is finished and answered.</param>
    /// <param name="aborting">Ends that one as well.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken aborting)
    {
        var input = PipeReader.Create(_stream);
        while (true)
        {
            using var idle = new CancellationTokenSource(Idle, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, stopping);
            var read = await input.ReadAsync(either.Token);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                var reply = await AnswerAsync(buffer.Slice(0, end), aborting);
                await JsonSerializer.SerializeAsync(_stream, reply, OperatorJson.Default.OperatorReply, aborting);
                await _stream.WriteAsync("\n"u8.ToArray(), aborting);
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }
            if (read.IsCompleted || buffer.Length > MaxRequestBytes)
                return;
            input.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<OperatorReply> AnswerAsync(ReadOnlySequence<byte> line, CancellationToken cancellationToken)
    {
        try
        {
            var request = Parse(line);
            return request is null ? BadFrame("null") : await desk.HandleAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return BadFrame("not a request");
        }
        catch (StorageUnavailableException e)
        {
            logger.Failed(e);
            return new Refused(ErrorCode.StorageUnavailable, new Dictionary<string, string>(StringComparer.Ordinal) { ["seconds"] = "1" });
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.Failed(e);
            return Refused.Because(new Refusal(ErrorCode.Internal));
        }
    }

    private static OperatorRequest? Parse(ReadOnlySequence<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        return JsonSerializer.Deserialize(ref reader, OperatorJson.Default.OperatorRequest);
    }

    private static Refused BadFrame(string what) => Refused.Because(Refusal.Of(ErrorCode.BadFrame, "what", what));
}
