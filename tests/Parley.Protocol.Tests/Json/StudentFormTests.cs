using System.Text;
using Parley.Protocol.Json;
using Xunit;

namespace Parley.Protocol.Tests.Json;

public sealed class StudentFormTests
{
    [Theory]
    [InlineData("""{"Tipo":"#cR","Nombre":"x"}""", "#cR x")]
    [InlineData("""{"Nombre":"sala dos","Tipo":"#gR"}""", "#gR sala dos")]
    [InlineData("""{"tipo":"#eR"}""", "#eR")]
    [InlineData("""{"Tipo":"#show users","Nombre":null}""", "#show users")]
    [InlineData("""{"Tipo":"#\\private","Usuario":"ana","Mensaje":"hola"}""", "#\\private<ana> hola")]
    [InlineData("""{"Tipo":"#private","Nombre":"<ana>","Texto":"hola"}""", "#\\private<ana> hola")]
    [InlineData("""{"Tipo":"#\\private<ana>","Mensaje":"hola"}""", "#\\private<ana> hola")]
    [InlineData("""{"Tipo":"mensaje","Mensaje":"hola"}""", "hola")]
    [InlineData("""{"Tipo":"","Texto":"#exit"}""", "##exit")]
    [InlineData("""{"Tipo":"mensaje","Mensaje":"a\r\n#exit\u2028b"}""", "a #exit b")]
    [InlineData("""{"Tipo":"#cR","Nombre":"x\n#exit","Sala":3,"Otro":{"Tipo":"y"}}""", "#cR x #exit")]
    public void An_exercise_object_is_the_line_it_means(string frame, string expected)
    {
        Assert.True(StudentForm.TryRead(Encoding.UTF8.GetBytes(frame), out var line));
        Assert.Equal(expected, line);
    }

    [Theory]
    [InlineData("""{"t":"ping","Tipo":"#exit"}""")]
    [InlineData("""{"Nombre":"x"}""")]
    [InlineData("""{"Tipo":7}""")]
    [InlineData("""{"Tipo":"#cR","Nombre":"\ud800"}""")]
    [InlineData("""{"Tipo":"#cR" """)]
    [InlineData("""["Tipo"]""")]
    public void Anything_else_is_not(string frame) => Assert.False(StudentForm.TryRead(Encoding.UTF8.GetBytes(frame), out _));
}
