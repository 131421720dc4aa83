using System.Buffers;
using Parley.Core.Turns;
using Parley.Gateway.Connections;

namespace Parley.Gateway.Tls;

/// <summary>What SslStream takes for the network. A write never waits: what the socket does not take of it is kept, until <see cref="FlushAsync"/>.</summary>
/// <remarks>One reader and one writer at a time. Bounded: nobody writes while there is a rest, so that it is a record at most.</remarks>
internal sealed class RecordStream(Transport transport) : Stream
{
    private byte[]? _rest;
    private int _length;
    private volatile bool _staysInTurn;

    /// <summary>Sealed bytes wait for the socket to have room.</summary>
    public bool HasRest => _rest is not null;

    public int RestBytes => _length;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>From now on what is read is dealt with where it was read. Before, it is a handshake, which is too long for a turn.</summary>
    public void StayInTurn() => _staysInTurn = true;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _staysInTurn ? transport.ReadAsync(buffer) : ReadOutsideAsync(buffer);

    public override int Read(Span<byte> buffer) => transport.Read(buffer);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_rest is null)
            buffer = buffer[transport.TrySend(buffer)..];
        if (buffer.IsEmpty)
            return;
        Keep(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>Completes when the operating system has taken everything.</summary>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_rest is null)
            return;
        await transport.SendAsync(_rest.AsMemory(0, _length));
        ArrayPool<byte>.Shared.Return(_rest);
        (_rest, _length) = (null, 0);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            transport.Dispose();
        base.Dispose(disposing);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent(_length + bytes.Length);
        if (_rest is not null)
        {
            _rest.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_rest);
        }
        bytes.CopyTo(larger.AsSpan(_length));
        (_rest, _length) = (larger, _length + bytes.Length);
    }

    private async ValueTask<int> ReadOutsideAsync(Memory<byte> buffer)
    {
        var read = await transport.ReadAsync(buffer);
        await Turn.Outside();
        return read;
    }
}
