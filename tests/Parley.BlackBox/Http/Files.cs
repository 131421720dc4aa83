using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Parley.BlackBox.Http;

[Collection(typeof(WebTests))]
public sealed class Files(WebServer web)
{
    private static readonly byte[] Png = [0x89, .. "PNG\r\n\x1a\n"u8, 0, 1, 2, 3];

    [Fact]
    public async Task A_file_comes_back_byte_for_byte_to_who_is_logged_in_and_has_the_link()
    {
        using var ana = await web.Server.RegisterHttpAsync(Fresh.Name("ana"));
        using var bob = await web.Server.RegisterHttpAsync(Fresh.Name("bob"));
        var bytes = new byte[3_000_000];
        Random.Shared.NextBytes(bytes);
        var file = await UploadAsync(ana, "scan.bin", bytes);

        Assert.Matches("^[0-9a-f]{32}$", file["id"]!.GetValue<string>());
        var path = new Uri(file["url"]!.GetValue<string>()).PathAndQuery;
        using var response = await bob.GetAsync(path);
        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Contains("sandbox", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var nobody = web.Server.Http();
        Assert.Equal(226, await nobody.RefusedAsync(HttpMethod.Get, path, null, HttpStatusCode.Unauthorized));
        using var range = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Range = new RangeHeaderValue(10, 19) } };
        using var part = await bob.SendAsync(range);
        Assert.Equal((HttpStatusCode.PartialContent, 10), (part.StatusCode, (await part.Content.ReadAsByteArrayAsync()).Length));
    }

    public static TheoryData<string, string, string> Contents => new()
    {
        { "\u0089PNG\r\n\u001a\nxx", "image/png", "inline" },
        { "\u00ff\u00d8\u00ffxx", "image/jpeg", "inline" },
        { "GIF89axx", "image/gif", "inline" },
        { "%PDF-1.7", "application/pdf", "attachment" },
        { "<!doctype html><script>alert(1)</script>", "text/plain", "attachment" },
        { "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "text/plain", "attachment" },
        { "\u0000\u0001\u0002", "application/octet-stream", "attachment" },
    };

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task The_type_is_what_is_in_it_whatever_the_sender_says(string content, string type, string disposition)
    {
        using var ana = await web.Server.RegisterHttpAsync(Fresh.Name("ana"));
        var file = await UploadAsync(ana, "evil.html", Encoding.Latin1.GetBytes(content), "text/html");
        using var response = await ana.GetAsync(new Uri(file["url"]!.GetValue<string>()).PathAndQuery);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(disposition, response.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Theory]
    [InlineData("../../../etc/passwd", "passwd")]
    [InlineData("..\\..\\boot.ini", "boot.ini")]
    [InlineData("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie_ x=1.txt")]
    [InlineData("...", "file")]
    [InlineData("\u202egnp.exe", "gnp.exe")]
    [InlineData("", "file")]
    [InlineData("%2e%2e%2fpasswd", "%2e%2e%2fpasswd")]
    public async Task A_name_is_for_showing_and_leads_nowhere(string given, string shown)
    {
        using var ana = await web.Server.RegisterHttpAsync(Fresh.Name("ana"));
        var file = await UploadAsync(ana, given, "x"u8.ToArray());
        Assert.Equal(shown, file["name"]!.GetValue<string>());
        using var response = await ana.GetAsync(new Uri(file["url"]!.GetValue<string>()).PathAndQuery);
        Assert.Equal("x", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/files/..%2f..%2fparley.db/x")]
    [InlineData("/files/%2e%2e/parley.db")]
    [InlineData("/files/0123456789abcdef0123456789abcdef/x")]
    [InlineData("/files/0123456789ABCDEF0123456789ABCDEF/..%2f..%2fx")]
    public async Task No_path_leads_out_of_the_files(string path)
    {
        using var ana = await web.Server.RegisterHttpAsync(Fresh.Name("ana"));
        using var response = await ana.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Sizes_and_quotas_hold_also_for_bodies_of_unknown_length_and_removing_makes_room()
    {
        await using var server = await HttpDoor.StartAsync("files.max-bytes=1000", "files.quota=1500", "files.total=2200");
        using var ana = await server.RegisterHttpAsync("ana");
        using var bob = await server.RegisterHttpAsync("bob");
        using var eva = await server.RegisterHttpAsync("eva");
        Assert.Equal(261, await RefusedAsync(ana, new ByteArrayContent(new byte[1001])));
        Assert.Equal(261, await RefusedAsync(ana, new StreamContent(new Unseekable(1001))));
        var first = await UploadAsync(ana, "a", new byte[1000]);
        Assert.Equal(254, await RefusedAsync(ana, new ByteArrayContent(new byte[501])));
        await UploadAsync(bob, "b", new byte[1000]);
        Assert.Equal(254, await RefusedAsync(eva, new ByteArrayContent(new byte[201])));
        Assert.Equal(253, await bob.RefusedAsync(HttpMethod.Delete, $"/api/v1/files/{first["id"]}", null, HttpStatusCode.NotFound));
        await ana.SendJsonAsync(HttpMethod.Delete, $"/api/v1/files/{first["id"]}", null, HttpStatusCode.NoContent);
        await UploadAsync(eva, "c", new byte[1000]);
        Assert.Equal(2, FilesOf(server.Data).Count());
    }

    [Fact]
    public async Task A_thumbnail_belongs_to_its_picture_and_is_a_picture()
    {
        using var ana = await web.Server.RegisterHttpAsync(Fresh.Name("ana"));
        using var bob = await web.Server.RegisterHttpAsync(Fresh.Name("bob"));
        var id = (await UploadAsync(ana, "p.png", Png))["id"]!.GetValue<string>();
        foreach (var client in new[] { ana, bob })
            client.DefaultRequestHeaders.Add("X-Parley-Thumbnail", "true");

        Assert.Equal(203, await RefusedAsync(ana, new ByteArrayContent("<svg/>"u8.ToArray()), $"?of={id}", HttpStatusCode.BadRequest));
        Assert.Equal(261, await RefusedAsync(ana, new ByteArrayContent([.. Png, .. new byte[70_000]]), $"?of={id}"));
        Assert.Equal(253, await RefusedAsync(bob, new ByteArrayContent(Png), $"?of={id}", HttpStatusCode.NotFound));
        using var added = await ana.PostAsync($"/api/v1/files?of={id}", new ByteArrayContent(Png));
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        using var shown = await bob.GetAsync($"/files/{id}/p.png?thumb=1");
        Assert.Equal(("image/png", Png.Length), (shown.Content.Headers.ContentType!.MediaType, (await shown.Content.ReadAsByteArrayAsync()).Length));
    }

    [Fact]
    public async Task A_killed_server_keeps_whole_files_and_no_halves()
    {
        using var folder = new TemporaryFolder();
        var options = HttpDoor.Options with { Data = folder.Path };
        var server = await ServerProcess.StartAsync(options);
        string token;
        var kept = new List<string>();
        await using (server)
        {
            using var ana = await server.RegisterHttpAsync("ana");
            token = ana.Token();
            for (var i = 0; i < 3; i++)
                kept.Add((await UploadAsync(ana, $"f{i}", new byte[200_000]))["id"]!.GetValue<string>());
            var half = new Endless();
            var uploading = ana.PostAsync("/api/v1/files?name=half", new StreamContent(half));
            await Patience.UntilAsync(() => half.Given > 300_000 && FilesOf(folder.Path).Count() > 3, "an upload is under way");
            await server.KillAsync();
            half.Stop();
            await ((Task)uploading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        await using var again = await ServerProcess.StartAsync(options);
        using var back = again.Http(token);
        foreach (var id in kept)
        {
            using var response = await back.GetAsync($"/files/{id}/x");
            Assert.Equal(200_000, (await response.Content.ReadAsByteArrayAsync()).Length);
        }
        await UploadAsync(back, "new", new byte[10]);
        Assert.Equal(4, FilesOf(folder.Path).Count());
    }

    private static IEnumerable<string> FilesOf(string data) =>
        Directory.Exists(Path.Combine(data, "files")) ? Directory.EnumerateFiles(Path.Combine(data, "files"), "*", SearchOption.AllDirectories) : [];

    private static async Task<JsonObject> UploadAsync(HttpClient client, string name, byte[] bytes, string type = "application/octet-stream")
    {
        using var content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        using var response = await client.PostAsync($"/api/v1/files?name={Uri.EscapeDataString(name)}", content);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Created, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    private static async Task<int> RefusedAsync(HttpClient client, HttpContent content, string query = "?name=x", HttpStatusCode expected = HttpStatusCode.RequestEntityTooLarge)
    {
        using var response = await client.PostAsync($"/api/v1/files{query}", content);
        Assert.Equal(expected, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]!.GetValue<int>();
    }

    /// <summary>Has no length to announce.</summary>
    private sealed class Unseekable(long length) : MemoryStream(new byte[length])
    {
        public override bool CanSeek => false;
    }

    /// <summary>Gives 100,000 bytes, over and over with room between, until it is stopped.</summary>
    private sealed class Endless : Stream
    {
        private volatile bool _stopped;
        private long _given;

        public long Given => Interlocked.Read(ref _given);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public void Stop() => _stopped = true;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            // More than the server takes in one go, and never the end.
            if (Given > 1_000_000)
                await Patience.UntilAsync(() => _stopped, "the upload is stopped");
            var count = Math.Min(buffer.Length, 10_000);
            Interlocked.Add(ref _given, count);
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
