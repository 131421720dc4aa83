using System.Net;
using System.Net.Http.Json;
using Parley.BlackBox.Http;

namespace Parley.BlackBox.Operating;

[Collection(typeof(WebTests))]
public sealed class Answers(WebServer web)
{
    [Theory]
    [InlineData("/api/v1/me")]
    [InlineData("/api/v1/rooms")]
    [InlineData("/api/v1/rooms/default/messages")]
    [InlineData("/api/v1/nowhere")]
    [InlineData("/api/v1/admin/accounts")]
    public async Task Answers_of_the_API_are_kept_by_nobody_and_are_no_pages(string path)
    {
        using var http = await web.Server.RegisterHttpAsync(Fresh.Name("ana"));
        using var response = await http.GetAsync(path);
        Assert.True(response.Headers.CacheControl?.NoStore, path);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition?.DispositionType);
        // JSON is UTF-8 by its definition and its type has no parameter for it: RFC 8259, 8.1 and 11.
        Assert.EndsWith("json", response.Content.Headers.ContentType?.MediaType, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_in_the_body_of_a_registration_gives_none()
    {
        using var http = web.Server.Http();
        var made = await http.SendJsonAsync(HttpMethod.Post, "/api/v1/register", new { login = Fresh.Name("ana"), password = HttpDoor.Password, role = "administrator" }, HttpStatusCode.Created);
        Assert.Equal("user", made["role"]!.GetValue<string>());
    }
}
