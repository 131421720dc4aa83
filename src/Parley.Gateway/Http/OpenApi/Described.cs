using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Parley.Gateway.Http.OpenApi;

/// <summary>What the document says of one endpoint. Beside it stand, for every endpoint, the problem that answers what goes wrong, and the login where it takes one.</summary>
internal sealed class Described(string id, string tag, string summary)
{
    public string Id { get; } = id;

    public string Tag { get; } = tag;

    public string Summary { get; } = summary;

    public bool IsOpen { get; private set; }

    public List<DescribedParameter> Parameters { get; } = [];

    public (Type? Type, string[] ContentTypes)? Content { get; private set; }

    public List<DescribedAnswer> Answers { get; } = [];

    /// <summary>Takes no login.</summary>
    public Described ForAnybody()
    {
        IsOpen = true;
        return this;
    }

    public Described Path<T>(string name, string description) => Add(new DescribedParameter(name, "path", typeof(T), description));

    public Described Query<T>(string name, string description, bool required = false) => Add(new DescribedParameter(name, "query", typeof(T), description, required));

    public Described Header(string name, string description) => Add(new DescribedParameter(name, "header", typeof(string), description));

    /// <param name="also">Other content types that are taken.</param>
    public Described Body<T>(params string[] also) => With(typeof(T), [Http.Answers.Json.ContentType, .. also]);

    /// <summary>Bytes as they are.</summary>
    public Described RawBody(string contentType) => With(null, [contentType]);

    public Described Answer<T>(int status, string description) => Add(new DescribedAnswer(status, typeof(T), Http.Answers.Json.ContentType, description));

    /// <param name="contentType">Null: nothing is in it.</param>
    public Described Answer(int status, string description, string? contentType = null) => Add(new DescribedAnswer(status, null, contentType, description));

    private Described Add(DescribedParameter parameter)
    {
        Parameters.Add(parameter);
        return this;
    }

    private Described Add(DescribedAnswer answer)
    {
        Answers.Add(answer);
        return this;
    }

    private Described With(Type? type, string[] contentTypes)
    {
        Content = (type, contentTypes);
        return this;
    }
}

/// <param name="In"><c>path</c>, <c>query</c> or <c>header</c>.</param>
internal sealed record DescribedParameter(string Name, string In, Type Type, string Description, bool IsRequired = false);

/// <param name="Type">Null for what is no JSON.</param>
internal sealed record DescribedAnswer(int Status, Type? Type, string? ContentType, string Description);

internal static class Describing
{
    /// <param name="method">Of the handler: what the platform takes an endpoint for one of an API by.</param>
    public static IEndpointConventionBuilder Describe(this IEndpointConventionBuilder endpoint, Described described, Delegate method)
    {
        List<object> metadata = [described, method.Method];
        if (described.Content is ({ } type, var contentTypes))
            metadata.Add(new AcceptsMetadata(contentTypes, type));
        foreach (var answer in described.Answers)
            metadata.Add(new ProducesResponseTypeMetadata(answer.Status, answer.Type ?? typeof(void), answer.Type is null ? null : [answer.ContentType!]));
        return endpoint.WithMetadata([.. metadata]);
    }
}
