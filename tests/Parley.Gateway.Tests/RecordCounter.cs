using System.Buffers.Binary;

namespace Parley.Gateway.Tests;

/// <summary>Counts the TLS records that are read through it (RFC 8446, 5.1).</summary>
internal sealed class RecordCounter(Stream inner) : Stream
{
    private const int HeadBytes = 5;

    private readonly byte[] _head = new byte[HeadBytes];
    private int _headBytes;
    private int _body;

    public int Count { get; private set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        foreach (var one in buffer.Span[..read])
            See(one);
        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void See(byte one)
    {
        if (_body > 0)
        {
            _body--;
            return;
        }
        _head[_headBytes++] = one;
        if (_headBytes < HeadBytes)
            return;
        Count++;
        _headBytes = 0;
        _body = BinaryPrimitives.ReadUInt16BigEndian(_head.AsSpan(3));
    }
}
