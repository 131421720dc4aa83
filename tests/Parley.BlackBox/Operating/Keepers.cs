using System.Net;
using Parley.BlackBox.Http;

namespace Parley.BlackBox.Operating;

/// <summary>People with a role.</summary>
internal static class Keepers
{
    /// <summary>Makes an account of a role by the operator's verb and logs in to it.</summary>
    public static async Task<HttpClient> MakeAsync(this ServerProcess server, string login, string role)
    {
        using var home = new TemporaryFolder();
        var made = await Verb.RunAsync(["account", "create", login, "--role", role, "--data", server.Data], home.Path, HttpDoor.Password + "\n");
        Assert.True(made.ExitCode == 0, made.All);
        return await server.LogInHttpAsync(login);
    }

    public static async Task<HttpClient> LogInHttpAsync(this ServerProcess server, string login, string password = HttpDoor.Password)
    {
        using var anybody = server.Http();
        var answer = await anybody.SendJsonAsync(HttpMethod.Post, "/api/v1/login", new { login, password }, HttpStatusCode.OK);
        return server.Http(answer["token"]!.GetValue<string>());
    }
}
